// How many executions have which status, as one bar; its parts filter.
import type { ExecutionStatus, Job } from '../api/types';
import { texts } from '../texts/en';

export type Counts = Partial<Record<ExecutionStatus, number>>;

const members: [ExecutionStatus, string][] = [
  ['SUCCEEDED', 'numberOfSucceededThings'], ['IN_PROGRESS', 'numberOfInProgressThings'],
  ['QUEUED', 'numberOfQueuedThings'], ['FAILED', 'numberOfFailedThings'],
  ['TIMED_OUT', 'numberOfTimedOutThings'], ['REJECTED', 'numberOfRejectedThings'],
  ['CANCELED', 'numberOfCanceledThings'], ['REMOVED', 'numberOfRemovedThings']];

export function countsOf(job: Pick<Job, 'jobProcessDetails'> | undefined): Counts {
  return Object.fromEntries(members.map(([status, member]) =>
    [status, Number(job?.jobProcessDetails?.[member] ?? 0)]));
}

export function addCounts(all: Counts[]): Counts {
  return Object.fromEntries(members.map(([status]) =>
    [status, all.reduce((sum, counts) => sum + (counts[status] ?? 0), 0)]));
}

interface Props {
  counts: Counts;
  chosen?: string;
  onChoose?: (status: ExecutionStatus | undefined) => void;
}

export function StatusBar({ counts, chosen, onChoose }: Props) {
  const parts = members.map(([status]) => ({ status, count: counts[status] ?? 0 }))
    .filter(({ count }) => count > 0);
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const label = parts.map(({ status, count }) => `${count} ${status}`).join(', ');
  return (
    <div className="status-bar">
      <div className="status-bar-parts" role="img" aria-label={label || texts.status.none}>
        {parts.map(({ status, count }) => (
          <span key={status} className={`part ${status}`} style={{ flexGrow: count / total }} />
        ))}
      </div>
      <div className="status-bar-words">
        {parts.length === 0 && <span>{texts.status.none}</span>}
        {parts.map(({ status, count }) => onChoose ? (
          <button key={status} type="button" aria-pressed={chosen === status}
            onClick={() => onChoose(chosen === status ? undefined : status)}>
            <i className={`dot ${status}`} />{texts.number(count)} {status}
          </button>
        ) : (
          <span key={status}><i className={`dot ${status}`} />{texts.number(count)} {status}</span>
        ))}
      </div>
    </div>
  );
}
