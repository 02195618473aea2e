import ContentLayout from '@cloudscape-design/components/content-layout';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useLocation } from 'wouter';
import { emulator, iot } from '../../api/send';
import type { ExecutionStatus, Job, JobExplanation } from '../../api/types';
import { ActionButton } from '../../calls/ActionButton';
import { MadeCalls } from '../../calls/MadeCalls';
import { useMember } from '../../frame/links';
import { useAsk } from '../../live/queries';
import { StatusBar, countsOf } from '../../status/StatusBar';
import { StatusOf } from '../../status/StatusOf';
import { texts } from '../../texts/en';
import { Sentences } from '../Sentences';
import { AbortAndRetry } from './AbortAndRetry';
import { Executions } from './Executions';
import { JobDocument } from './JobDocument';
import { Rollout } from './Rollout';
import { Schedule } from './Schedule';
import { AddTargets } from './AddTargets';
import { Target } from './Target';

const ended = ['COMPLETED', 'CANCELED', 'DELETION_IN_PROGRESS'];

function Actions({ job }: { job: Job }) {
  const [, navigate] = useLocation();
  const { jobId } = job;
  const hasEnded = ended.includes(job.status);
  return (
    <SpaceBetween size="xs" direction="horizontal">
      <Button onClick={() => navigate(`/create-job?like=${encodeURIComponent(jobId)}`)}>{texts.job.another}</Button>
      {!hasEnded && job.targetSelection === 'CONTINUOUS' && <AddTargets jobId={jobId} />}
      {!hasEnded && <ActionButton call={iot('CancelJob', { jobId })} done={texts.job.canceled(jobId)}
        ask={texts.job.cancelText}>{texts.job.cancel}</ActionButton>}
      {!hasEnded && <ActionButton call={iot('CancelJob', { jobId, force: true })} done={texts.job.canceled(jobId)}
        ask={texts.job.forceText}>{texts.job.force}</ActionButton>}
      <ActionButton call={iot('DeleteJob', { jobId, ...(hasEnded ? {} : { force: true }) })} done={texts.job.deleted(jobId)}
        ask={texts.job.deleteText} onDone={() => navigate('/jobs')}>{texts.delete}</ActionButton>
    </SpaceBetween>
  );
}

function Facts({ job }: { job: Job }) {
  return (
    <KeyValuePairs columns={4} items={[
      { label: texts.jobs.status, value: <StatusOf status={job.status} /> },
      { label: texts.jobs.selection, value: job.targetSelection },
      { label: texts.jobs.created, value: texts.instant(job.createdAt) },
      { label: texts.job.completed, value: job.completedAt ? texts.instant(job.completedAt) : '–' },
      { label: texts.jobs.targets, value: <>{job.targets.slice(0, 4).map((arn) => <Target key={arn} arn={arn} />)}
        {job.targets.length > 4 && texts.andMore(job.targets.length - 4)}</> },
      { label: texts.job.description, value: <span className="breakable">{job.description || '–'}</span> },
      { label: texts.job.comment, value: <span className="breakable">
        {[job.reasonCode, job.comment].filter(Boolean).join(': ') || '–'}</span> },
      { label: 'ARN', value: <span className="breakable">{job.jobArn}</span> },
    ]} />
  );
}

export default function JobPage({ jobId }: { jobId: string }) {
  const { data, error } = useAsk<{ job: Job }>(iot('DescribeJob', { jobId }));
  const explanation = useAsk<JobExplanation>(emulator('ExplainJob', { jobId })).data;
  const [tab, setTab] = useMember('tab');
  const [status, setStatus] = useMember('status');
  const job = data?.job;
  const choose = (chosen: ExecutionStatus | undefined) => setStatus(chosen);
  return (
    <ContentLayout header={<Header variant="h1" actions={job && <Actions job={job} />}>
      <span className="breakable">{jobId}</span></Header>}>
      {error && !job && <Box>{error.message}</Box>}
      {job && (
        <SpaceBetween size="l">
          <StatusBar counts={countsOf(job)} chosen={status} onChoose={choose} />
          <Sentences title={ended.includes(job.status) ? texts.job.ended : texts.job.why} sentences={explanation?.explanation} />
          <Facts job={job} />
          <Tabs ariaLabel={texts.job.tabs} activeTabId={tab || 'executions'}
            onChange={({ detail }) => setTab(detail.activeTabId)} tabs={[
              { id: 'executions', label: texts.job.executions, content: <Executions jobId={jobId} status={status} onStatus={setStatus} /> },
              { id: 'rollout', label: texts.job.rollout, content: <Rollout job={job} explanation={explanation} /> },
              { id: 'abort', label: texts.job.abort, content: <AbortAndRetry job={job} explanation={explanation} /> },
              { id: 'schedule', label: texts.job.schedule, content: <Schedule job={job} /> },
              { id: 'document', label: texts.job.document, content: <JobDocument job={job} /> },
              { id: 'calls', label: texts.calls.title, content: <MadeCalls about={(input) => (input as { jobId?: string }).jobId === jobId} /> },
            ]} />
        </SpaceBetween>
      )}
    </ContentLayout>
  );
}
