// A job's executions, page by page; a row opens to its history.
import Header from '@cloudscape-design/components/header';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import Select from '@cloudscape-design/components/select';
import { iot } from '../../api/send';
import { type ExecutionSummary, type JobExecution, executionStatuses } from '../../api/types';
import { Go, toThing, useMember } from '../../frame/links';
import { usePanel } from '../../frame/panel';
import { useAskEach } from '../../live/queries';
import { StatusOf } from '../../status/StatusOf';
import { texts } from '../../texts/en';
import { PlainTable, usePages } from '../PagedTable';
import { ExecutionHistory } from './ExecutionHistory';

interface Listed {
  thingArn: string;
  jobExecutionSummary: ExecutionSummary;
}

interface Props {
  jobId: string;
  status: string;
  onStatus: (status: string | undefined) => void;
}

const thingOf = ({ thingArn }: { thingArn: string }) => thingArn.slice(thingArn.lastIndexOf('/') + 1);
const keyOf = (row: Listed) => `${thingOf(row)}/${row.jobExecutionSummary.executionNumber ?? 1}`;

export function Executions({ jobId, status, onStatus }: Props) {
  const { data, error, pagination } = usePages<{ executionSummaries: Listed[]; nextToken?: string }>(
    iot('ListJobExecutionsForJob', { jobId, maxResults: 25, status: status || undefined }));
  const [chosen, setChosen] = useMember('execution');
  const rows = data?.executionSummaries;
  const whole = useWhole(jobId, rows ?? []);
  const [thing, number] = chosen.split('/');
  usePanel(chosen ? { header: texts.execution.title(jobId, thing, number), onClose: () => setChosen(undefined),
    content: <ExecutionHistory jobId={jobId} thing={thing} number={Number(number)} /> } : undefined);
  const options = [{ value: '', label: texts.jobs.any }, ...executionStatuses.map((value) => ({ value, label: value }))];
  return (
    <PlainTable<Listed> variant="embedded" items={rows} error={error} none={texts.execution.none}
      pagination={pagination} trackBy={keyOf} selectionType="single" stripedRows contentDensity="compact"
      selectedItems={rows?.filter((row) => keyOf(row) === chosen) ?? []}
      onSelectionChange={({ detail }) => setChosen(keyOf(detail.selectedItems[0]))}
      onRowClick={({ detail }) => setChosen(keyOf(detail.item))}
      ariaLabels={{ selectionGroupLabel: texts.job.executions, itemSelectionLabel: (_, row) => keyOf(row) }}
      header={<Header variant="h2">{texts.job.executions}</Header>}
      filter={<Select ariaLabel={texts.execution.status} options={options}
        selectedOption={options.find(({ value }) => value === status) ?? options[0]}
        onChange={({ detail }) => onStatus(detail.selectedOption.value)} />}
      columnDefinitions={[
        { id: 'thing', header: texts.execution.thing, isRowHeader: true, minWidth: 110, cell: (row) => <Go to={toThing(thingOf(row))}>{thingOf(row)}</Go> },
        { id: 'status', header: texts.execution.status, minWidth: 150, cell: (row) => <StatusOf status={row.jobExecutionSummary.status} /> },
        { id: 'number', header: texts.execution.number, cell: (row) => row.jobExecutionSummary.executionNumber },
        { id: 'version', header: texts.execution.version, cell: (row) => whole.get(keyOf(row))?.versionNumber ?? '–' },
        { id: 'started', header: texts.execution.started, cell: (row) => texts.short(row.jobExecutionSummary.startedAt) },
        { id: 'updated', header: texts.execution.updated, cell: (row) => texts.short(row.jobExecutionSummary.lastUpdatedAt) },
        { id: 'left', header: texts.execution.left, cell: (row) => {
          const seconds = whole.get(keyOf(row))?.approximateSecondsBeforeTimedOut;
          return seconds === undefined ? '–' : texts.left(seconds * 1000);
        } },
        { id: 'details', header: texts.execution.details, cell: (row) => <Details details={whole.get(keyOf(row))?.statusDetails?.detailsMap} /> },
      ]} />
  );
}

// What the list leaves out, for the rows of the page.
function useWhole(jobId: string, rows: Listed[]) {
  const answers = useAskEach<{ execution: JobExecution }>(rows.map((row) => iot('DescribeJobExecution',
    { jobId, thingName: thingOf(row), executionNumber: row.jobExecutionSummary.executionNumber })));
  return new Map(rows.flatMap((row, i) => {
    const execution = answers[i]?.data?.execution;
    return execution ? [[keyOf(row), execution] as const] : [];
  }));
}

function Details({ details }: { details: Record<string, string> | undefined }) {
  const last = Object.entries(details ?? {}).at(-1);
  if (!last) return <>–</>;
  const percent = Number(details?.progress?.replace('%', ''));
  return (
    <>
      {percent >= 0 && percent <= 100 && <ProgressBar value={percent} ariaLabel={texts.execution.progress} />}
      <span className="breakable">{Object.entries(details!).map(([name, value]) => `${name}: ${value}`).join(', ').slice(0, 200)}</span>
    </>
  );
}
