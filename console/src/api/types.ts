// What the API answers, as far as the console reads it. The names are the API's.
export type ExecutionStatus =
  'QUEUED' | 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'REJECTED' | 'REMOVED' | 'CANCELED';
export type JobStatus = 'SCHEDULED' | 'IN_PROGRESS' | 'COMPLETED' | 'CANCELED' | 'DELETION_IN_PROGRESS';
type Seconds = number;

export interface JobSummary {
  jobId: string;
  jobArn: string;
  status: JobStatus;
  targetSelection: string;
  createdAt: Seconds;
  completedAt?: Seconds;
}

export interface RolloutConfig {
  maximumPerMinute?: number;
  exponentialRate?: {
    baseRatePerMinute: number;
    incrementFactor: number;
    rateIncreaseCriteria: { numberOfNotifiedThings?: number; numberOfSucceededThings?: number };
  };
}

export interface Job extends JobSummary {
  targets: string[];
  description?: string;
  comment?: string;
  reasonCode?: string;
  jobTemplateArn?: string;
  documentParameters?: Record<string, string>;
  presignedUrlConfig?: object;
  jobExecutionsRolloutConfig?: RolloutConfig;
  abortConfig?: { criteriaList: object[] };
  timeoutConfig?: { inProgressTimeoutInMinutes?: number };
  jobExecutionsRetryConfig?: { criteriaList: { failureType: string; numberOfRetries: number }[] };
  schedulingConfig?: {
    startTime?: string;
    endTime?: string;
    endBehavior?: string;
    maintenanceWindows?: { startTime: string; durationInMinutes: number }[];
  };
  scheduledJobRollouts?: { startTime: string }[];
  jobProcessDetails?: Record<string, number | string[]>;
}

export interface ExecutionSummary {
  status: ExecutionStatus;
  queuedAt?: Seconds;
  startedAt?: Seconds;
  lastUpdatedAt?: Seconds;
  executionNumber?: number;
  retryAttempt?: number;
}

export interface JobExecution extends ExecutionSummary {
  jobId: string;
  thingArn?: string;
  versionNumber?: number;
  statusDetails?: { detailsMap?: Record<string, string> };
  approximateSecondsBeforeTimedOut?: number;
}

export interface Thing {
  thingName: string;
  thingArn?: string;
  thingTypeName?: string;
  attributes?: Record<string, string>;
  version?: number;
}

export interface Group {
  groupName: string;
  groupArn: string;
}

export interface Timer {
  at: string;
  in: string;
  kind: string;
  why: string;
  job?: string;
  thing?: string;
  executionNumber?: number;
}

export interface Happening {
  at: string;
  text: string;
  job: string;
  thing?: string;
  status: string;
}

export interface Connection {
  clientId: string;
  since: string;
  listener: string;
  protocol: string;
  ipAddress: string;
  principal?: string;
  thingName?: string;
}

export interface JournalEntry {
  number: number;
  at: string;
  kind: string;
  text: string;
  thing?: string;
  job?: string;
  executionNumber?: number;
  status?: string;
  operation?: string;
  over?: string;
  refusal?: string;
  message?: string;
  topic?: string;
  code?: string;
  clientId?: string;
  connected?: boolean;
  reason?: string;
  direction?: 'received' | 'sent';
  payload?: string;
  payloadBytes?: number;
  target?: string;
  method?: string;
  httpStatus?: number;
  rule?: string;
  why?: string;
  missing?: string;
  timer?: string;
  effect?: string;
  preset?: string;
}

export interface ExplainedExecution {
  job: string;
  executionNumber: number;
  status: ExecutionStatus;
  versionNumber: number;
  queuedAt: string;
  startedAt?: string;
  timesOutAt?: string;
  lastUpdatedAt: string;
}

export interface ThingExplanation {
  thing: string;
  nextJob: ExplainedExecution | null;
  lastSeen: { at: string; operation: string; over: string; refusal?: string } | null;
  connection: { connected: boolean; since: string; reason?: string } | null;
  behind: ExplainedExecution[];
  ended: ExplainedExecution[];
  notYet: { job: string; waitsFor: string; until?: string; ahead?: number }[];
  explanation: string[];
}

export interface AbortProgress {
  failures: number;
  executed: number;
  failureType?: string;
  action?: string;
  thresholdPercentage?: number;
  minNumberOfExecutedThings?: number;
}

export interface JobExplanation {
  job: string;
  status: JobStatus;
  waitsFor: { what: string; until?: string; next?: number; last?: string; things?: unknown }[];
  abortCriteria?: AbortProgress[];
  explanation: string[];
}

export interface Fault {
  faultId: string;
  preset?: string;
  story?: string;
  match: Record<string, string>;
  effect: Record<string, unknown>;
  probability: number;
  count?: number;
  until?: string;
  struck: number;
  active: boolean;
  doesNotReach?: string;
  text: string;
}

export const executionStatuses: ExecutionStatus[] = ['QUEUED', 'IN_PROGRESS', 'SUCCEEDED', 'FAILED',
  'TIMED_OUT', 'REJECTED', 'REMOVED', 'CANCELED'];
