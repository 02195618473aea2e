// One execution: where it stands, and all that happened about it.
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { emulator, iot } from '../../api/send';
import type { JobExecution, JournalEntry, Timer } from '../../api/types';
import { ActionButton } from '../../calls/ActionButton';
import { isOfJob, isOfThing } from '../../journal/about';
import { Json } from '../../json/Json';
import { useAsk } from '../../live/queries';
import { useRecent } from '../../live/stream';
import { StatusOf } from '../../status/StatusOf';
import { texts } from '../../texts/en';
import { TimerList } from '../time/TimerList';

const terminal = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'REJECTED', 'REMOVED', 'CANCELED'];

interface Props {
  jobId: string;
  thing: string;
  number: number;
}

export function ExecutionHistory({ jobId, thing, number }: Props) {
  const key = { jobId, thingName: thing, executionNumber: number };
  const execution = useAsk<{ execution: JobExecution }>(iot('DescribeJobExecution', key)).data?.execution;
  const timers = useAsk<{ timers: Timer[] }>(emulator('ListTimers', { maxResults: 1000 })).data?.timers
    .filter((timer) => timer.job === jobId && timer.thing === thing);
  const { entries } = useRecent();
  const about = entries.filter((entry) => isOfThing(entry, thing) && isOfJob(entry, jobId));
  const details = execution?.statusDetails?.detailsMap;
  return (
    <SpaceBetween size="m">
      <SpaceBetween size="xs" direction="horizontal">
        {execution && !terminal.includes(execution.status) && (
          <>
            <ActionButton call={iot('CancelJobExecution', { jobId, thingName: thing, ...(execution.status === 'IN_PROGRESS' ? { force: true } : {}) })}
              done={texts.execution.canceled(thing)} ask={texts.execution.cancelText}>{texts.execution.cancel}</ActionButton>
          </>
        )}
        {execution && <ActionButton call={iot('DeleteJobExecution', { ...key, ...(terminal.includes(execution.status) ? {} : { force: true }) })}
          done={texts.execution.deleted(thing)} ask={texts.execution.deleteText}>{texts.delete}</ActionButton>}
      </SpaceBetween>
      {execution && (
        <KeyValuePairs columns={4} items={[
          { label: texts.execution.status, value: <StatusOf status={execution.status} /> },
          { label: texts.execution.version, value: execution.versionNumber },
          { label: texts.execution.queued, value: texts.instant(execution.queuedAt) },
          { label: texts.execution.started, value: texts.instant(execution.startedAt) },
        ]} />
      )}
      {details && <Json label={texts.execution.details} value={details} />}
      <TimerList timers={timers} />
      <ol className="timeline">{about.map((entry) => <Moment key={entry.number} entry={entry} />)}</ol>
    </SpaceBetween>
  );
}

function Moment({ entry }: { entry: JournalEntry }) {
  return (
    <li className={entry.kind}>
      <time dateTime={entry.at}>{texts.clockTime(new Date(entry.at))}</time> <span className="breakable">{entry.text}</span>
    </li>
  );
}
