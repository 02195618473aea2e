// Start, end and windows of a job, on a line with now.
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Job } from '../../api/types';
import { useEmulatorNow } from '../../clock/emulatorTime';
import { texts } from '../../texts/en';

interface Mark {
  at: number;
  until?: number;
  name: string;
}

function marksOf({ schedulingConfig: config, scheduledJobRollouts = [], createdAt }: Job): Mark[] {
  const at = (text: string) => Date.parse(/Z|[+-]\d\d:\d\d$/.test(text) ? text : `${text.replace(' ', 'T')}Z`);
  const minutes = config?.maintenanceWindows?.[0]?.durationInMinutes ?? 0;
  return [
    { at: createdAt * 1000, name: texts.schedule.created },
    ...(config?.startTime ? [{ at: at(config.startTime), name: texts.schedule.start }] : []),
    ...scheduledJobRollouts.map(({ startTime }) => ({ at: at(startTime), until: at(startTime) + minutes * 60_000, name: texts.schedule.window })),
    ...(config?.endTime ? [{ at: at(config.endTime), name: texts.schedule.end(config.endBehavior ?? 'STOP_ROLLOUT') }] : []),
  ];
}

export function Schedule({ job }: { job: Job }) {
  const now = useEmulatorNow().getTime();
  const marks = [...marksOf(job), { at: now, name: texts.schedule.now }].sort((a, b) => a.at - b.at);
  const first = marks[0].at;
  const span = Math.max(1, Math.max(...marks.map(({ at, until }) => until ?? at)) - first);
  const percent = (at: number) => `${((at - first) / span) * 100}%`;
  return (
    <SpaceBetween size="m">
      {!job.schedulingConfig?.startTime && !job.schedulingConfig?.maintenanceWindows?.length && (
        <Box color="text-body-secondary">{texts.schedule.none}</Box>)}
      <div className="time-line" role="img" aria-label={texts.job.schedule}>
        {marks.map(({ at, until, name }, i) => (
          <span key={i} title={name} className={name === texts.schedule.now ? 'mark now' : 'mark'}
            style={{ left: percent(at), width: until ? `max(4px, ${((until - at) / span) * 100}%)` : undefined }} />
        ))}
      </div>
      <ul className="timers">
        {marks.map(({ at, until, name }, i) => (
          <li key={i}><time>{texts.utc(new Date(at))}</time><span>{texts.left(at - now)}</span>
            <span>{name}{until ? ` – ${texts.utc(new Date(until))}` : ''}</span></li>
        ))}
      </ul>
    </SpaceBetween>
  );
}
