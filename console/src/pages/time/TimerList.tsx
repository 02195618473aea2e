// What is due when, and why.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import type { Timer } from '../../api/types';
import { moveClock } from '../../clock/ClockBar';
import { emulatorNow } from '../../clock/emulatorTime';
import { Go, toJob, toThing } from '../../frame/links';
import { texts } from '../../texts/en';

export function TimerList({ timers, movable }: { timers: Timer[] | undefined; movable?: boolean }) {
  if (timers?.length === 0) return <Box color="text-body-secondary">{texts.clock.nothingDue}</Box>;
  return (
    <ul className="timers">
      {timers?.map((timer, i) => (
        <li key={`${timer.at} ${timer.why} ${i}`}>
          <time dateTime={timer.at}>{texts.utc(new Date(timer.at))}</time>
          <span>{texts.left(Date.parse(timer.at) - emulatorNow().getTime())}</span>
          <span>{timer.why}{' '}
            {timer.job && <Go to={toJob(timer.job)}>{timer.job}</Go>}{' '}
            {timer.thing && <Go to={toThing(timer.thing)}>{timer.thing}</Go>}</span>
          {movable && <Button variant="inline-link" ariaLabel={texts.time.goTo(timer.why)}
            onClick={() => void moveClock({ set: timer.at })}>{texts.time.go}</Button>}
        </li>
      ))}
    </ul>
  );
}
