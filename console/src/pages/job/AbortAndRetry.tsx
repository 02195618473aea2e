// How near each abort criterion is, as a gauge; and what is tried again.
import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Header from '@cloudscape-design/components/header';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { AbortProgress, Job, JobExplanation } from '../../api/types';
import { texts } from '../../texts/en';

export function failuresLeft({ failures, executed, thresholdPercentage = 100, minNumberOfExecutedThings = 1 }: AbortProgress) {
  for (let more = 0; more <= 100000; ++more) {
    const ended = executed + more;
    if (ended >= minNumberOfExecutedThings && ended > 0 && ((failures + more) / ended) * 100 >= thresholdPercentage) return more;
  }
  return undefined;
}

function Gauge({ criterion }: { criterion: AbortProgress }) {
  const { failures, executed, thresholdPercentage = 100, minNumberOfExecutedThings = 1, failureType = '' } = criterion;
  const share = executed === 0 ? 0 : (failures / executed) * 100;
  const left = failuresLeft(criterion);
  return (
    <ProgressBar label={texts.abort.criterion(failureType, thresholdPercentage, minNumberOfExecutedThings)}
      value={Math.min(100, (share / thresholdPercentage) * 100)}
      description={texts.abort.now(failures, executed, share)}
      additionalInfo={left === undefined ? '' : left === 0 ? texts.abort.met : texts.abort.left(left)}
      status={left === 0 ? 'error' : 'in-progress'} resultText={left === 0 ? texts.abort.met : undefined} />
  );
}

export function AbortAndRetry({ job, explanation }: { job: Job; explanation: JobExplanation | undefined }) {
  const criteria = explanation?.abortCriteria ?? [];
  const retries = job.jobExecutionsRetryConfig?.criteriaList ?? [];
  return (
    <SpaceBetween size="l">
      <Header variant="h2">{texts.abort.title}</Header>
      {criteria.length === 0 && <Box color="text-body-secondary">{texts.abort.none}</Box>}
      <ColumnLayout columns={2}>
        {criteria.map((criterion, i) => <Gauge key={i} criterion={criterion} />)}
      </ColumnLayout>
      <Header variant="h2">{texts.retry.title}</Header>
      {retries.length === 0 && <Box color="text-body-secondary">{texts.retry.none}</Box>}
      <ul>{retries.map(({ failureType, numberOfRetries }) => (
        <li key={failureType}>{texts.retry.of(failureType, numberOfRetries)}</li>))}</ul>
      <Header variant="h2">{texts.timeout.title}</Header>
      <Box>{job.timeoutConfig?.inProgressTimeoutInMinutes
        ? texts.timeout.of(job.timeoutConfig.inProgressTimeoutInMinutes) : texts.timeout.none}</Box>
    </SpaceBetween>
  );
}
