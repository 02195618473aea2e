// How many things a job has reached, and how many it is to reach by when.
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { emulator } from '../../api/send';
import type { Job, JobExplanation } from '../../api/types';
import { useAsk } from '../../live/queries';
import { texts } from '../../texts/en';
import { RolloutChart, type RolloutPlan } from './RolloutChart';

export function Rollout({ job, explanation }: { job: Job; explanation: JobExplanation | undefined }) {
  const plan = useAsk<RolloutPlan>(emulator('DescribeRollout', { jobId: job.jobId })).data;
  const config = job.jobExecutionsRolloutConfig;
  const waits = explanation?.waitsFor.find(({ what }) => what === 'rollout');
  return (
    <SpaceBetween size="m">
      <Box>{config?.exponentialRate ? texts.rollout.exponential(config.exponentialRate, config.maximumPerMinute)
        : config?.maximumPerMinute ? texts.rollout.constant(config.maximumPerMinute) : texts.rollout.atOnce}</Box>
      {waits?.next !== undefined && <Box>{texts.rollout.next(waits.next, waits.until ?? '')}</Box>}
      {plan && <RolloutChart plan={plan} />}
    </SpaceBetween>
  );
}
