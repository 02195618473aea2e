// What the wizard asks for, and the input of CreateJob that it makes.
import type { Input } from '../../api/operation';
import type { Job } from '../../api/types';

export interface Form {
  jobId: string;
  description: string;
  source: 'document' | 'template' | 'managed';
  document: string;
  template: string; // its ARN
  parameters: Record<string, string>;
  targets: string[];
  selection: string;
  perMinute: string;
  exponential: boolean;
  base: string;
  factor: string;
  every: string;
  abort: boolean;
  failureType: string;
  threshold: string;
  least: string;
  timeout: string;
  retries: string;
  start: string;
  end: string;
  window: string;
  windowMinutes: string;
}

export const emptyForm: Form = {
  jobId: '', description: '', source: 'document', document: '{\n  "action": "update"\n}', template: '', parameters: {},
  targets: [], selection: 'SNAPSHOT', perMinute: '', exponential: false, base: '10', factor: '2', every: '50',
  abort: false, failureType: 'FAILED', threshold: '20', least: '5', timeout: '', retries: '', start: '', end: '',
  window: '', windowMinutes: '60',
};

const text = (value: unknown) => (value === undefined ? '' : String(value));

// Of a job that is there, to make another like it.
export function formLike(job: Job, document: string): Form {
  const rate = job.jobExecutionsRolloutConfig?.exponentialRate;
  const criterion = job.abortConfig?.criteriaList[0] as Record<string, unknown> | undefined;
  const schedule = job.schedulingConfig;
  return { ...emptyForm,
    jobId: `${job.jobId}-2`.slice(0, 64), description: job.description ?? '', document, targets: job.targets, selection: job.targetSelection,
    perMinute: text(job.jobExecutionsRolloutConfig?.maximumPerMinute), exponential: !!rate,
    base: text(rate?.baseRatePerMinute ?? 10), factor: text(rate?.incrementFactor ?? 2),
    every: text(rate?.rateIncreaseCriteria.numberOfNotifiedThings ?? rate?.rateIncreaseCriteria.numberOfSucceededThings ?? 50),
    abort: !!criterion, failureType: text(criterion?.failureType ?? 'FAILED'), threshold: text(criterion?.thresholdPercentage ?? 20),
    least: text(criterion?.minNumberOfExecutedThings ?? 5), timeout: text(job.timeoutConfig?.inProgressTimeoutInMinutes),
    retries: text(job.jobExecutionsRetryConfig?.criteriaList[0]?.numberOfRetries),
    window: schedule?.maintenanceWindows?.[0]?.startTime ?? '', windowMinutes: text(schedule?.maintenanceWindows?.[0]?.durationInMinutes ?? 60),
  };
}

const rolloutOf = (form: Form) => ({
  ...(form.perMinute ? { maximumPerMinute: Number(form.perMinute) } : {}),
  ...(form.exponential ? { exponentialRate: { baseRatePerMinute: Number(form.base), incrementFactor: Number(form.factor),
    rateIncreaseCriteria: { numberOfNotifiedThings: Number(form.every) } } } : {}),
});

const scheduleOf = (form: Form) => ({
  ...(form.start ? { startTime: form.start } : {}),
  ...(form.end ? { endTime: form.end, endBehavior: 'STOP_ROLLOUT' } : {}),
  ...(form.window ? { maintenanceWindows: [{ startTime: form.window, durationInMinutes: Number(form.windowMinutes) }] } : {}),
});

const unlessEmpty = (name: string, value: object) => (Object.keys(value).length ? { [name]: value } : {});

export function inputOf(form: Form): Input {
  return {
    jobId: form.jobId,
    targets: form.targets,
    ...(form.source === 'document' ? { document: form.document } : { jobTemplateArn: form.template }),
    ...(form.source === 'managed' ? unlessEmpty('documentParameters', form.parameters) : {}),
    ...(form.description ? { description: form.description } : {}),
    ...(form.selection === 'CONTINUOUS' ? { targetSelection: 'CONTINUOUS' } : {}),
    ...unlessEmpty('jobExecutionsRolloutConfig', rolloutOf(form)),
    ...(form.abort ? { abortConfig: { criteriaList: [{ failureType: form.failureType, action: 'CANCEL',
      thresholdPercentage: Number(form.threshold), minNumberOfExecutedThings: Number(form.least) }] } } : {}),
    ...(form.timeout ? { timeoutConfig: { inProgressTimeoutInMinutes: Number(form.timeout) } } : {}),
    ...(form.retries ? { jobExecutionsRetryConfig: { criteriaList: [{ failureType: 'FAILED', numberOfRetries: Number(form.retries) }] } } : {}),
    ...unlessEmpty('schedulingConfig', scheduleOf(form)),
  };
}
