import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import { useLocation } from 'wouter';
import { iot } from '../../api/send';
import type { Job, JobSummary } from '../../api/types';
import { Go, base, toJob, useMember } from '../../frame/links';
import { useAskEach } from '../../live/queries';
import { StatusBar, countsOf } from '../../status/StatusBar';
import { StatusOf } from '../../status/StatusOf';
import { texts } from '../../texts/en';
import { PlainTable, usePages } from '../PagedTable';

const statuses = ['SCHEDULED', 'IN_PROGRESS', 'COMPLETED', 'CANCELED', 'DELETION_IN_PROGRESS'];
const nameOf = (arn: string) => arn.slice(arn.lastIndexOf(':') + 1);

export default function Jobs() {
  const [status, setStatus] = useMember('status');
  const [, navigate] = useLocation();
  const { data, error, pagination } = usePages<{ jobs: JobSummary[]; nextToken?: string }>(
    iot('ListJobs', { maxResults: 20, status: status || undefined }));
  const described = useAskEach<{ job: Job }>((data?.jobs ?? []).map(({ jobId }) => iot('DescribeJob', { jobId })));
  const whole = new Map(described.flatMap(({ data: one }) => (one ? [[one.job.jobId, one.job]] : [])));
  const options = [{ value: '', label: texts.jobs.any }, ...statuses.map((value) => ({ value, label: value }))];
  return (
    <PlainTable<JobSummary> variant="full-page" items={data?.jobs} error={error} trackBy="jobId"
      none={texts.jobs.none} pagination={pagination}
      header={<Header variant="h1" description={texts.jobs.description}
        actions={<Button variant="primary" href={`${base}/create-job`} onFollow={(event) => {
          event.preventDefault();
          navigate('/create-job');
        }}>{texts.createJob.title}</Button>}>{texts.pages.jobs}</Header>}
      filter={<Select ariaLabel={texts.jobs.status} options={options}
        selectedOption={options.find(({ value }) => value === status) ?? options[0]}
        onChange={({ detail }) => setStatus(detail.selectedOption.value)} />}
      columnDefinitions={[
        { id: 'id', header: texts.jobs.id, isRowHeader: true, cell: ({ jobId }) => <Go to={toJob(jobId)}>{jobId}</Go> },
        { id: 'status', header: texts.jobs.status, minWidth: 150, cell: (job) => <StatusOf status={job.status} /> },
        { id: 'progress', header: texts.jobs.progress, minWidth: 220, cell: ({ jobId }) => <StatusBar counts={countsOf(whole.get(jobId))} /> },
        { id: 'targets', header: texts.jobs.targets, cell: ({ jobId }) => {
          const targets = whole.get(jobId)?.targets ?? [];
          return targets.slice(0, 3).map(nameOf).join(', ') + (targets.length > 3 ? texts.andMore(targets.length - 3) : '');
        } },
        { id: 'selection', header: texts.jobs.selection, cell: (job) => job.targetSelection },
        { id: 'ends', header: texts.jobs.ends, cell: (job) => (job.completedAt ? texts.instant(job.completedAt)
          : whole.get(job.jobId)?.schedulingConfig?.endTime ?? '–') },
        { id: 'created', header: texts.jobs.created, minWidth: 130, cell: (job) => texts.instant(job.createdAt) },
      ]} />
  );
}
