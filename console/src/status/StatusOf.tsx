// Statuses of jobs and executions, in Cloudscape's colours and shapes.
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';

const types: Record<string, StatusIndicatorProps.Type> = {
  QUEUED: 'pending', IN_PROGRESS: 'in-progress', SUCCEEDED: 'success', FAILED: 'error',
  TIMED_OUT: 'error', REJECTED: 'stopped', CANCELED: 'stopped', REMOVED: 'info',
  SCHEDULED: 'pending', COMPLETED: 'success', DELETION_IN_PROGRESS: 'in-progress',
};

export function StatusOf({ status }: { status: string }) {
  return <StatusIndicator wrapText={false} type={types[status] ?? 'info'}>{status}</StatusIndicator>;
}
