// The clock on every page: what it shows, and what one can do with it.
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Popover from '@cloudscape-design/components/popover';
import { useEffect } from 'react';
import { act, emulator } from '../api/send';
import type { Happening, Timer } from '../api/types';
import type { Call, Input } from '../api/operation';
import { flash } from '../frame/flashes';
import { refresh, useAsk } from '../live/queries';
import { texts } from '../texts/en';
import { type Clock, sawClock, useEmulatorNow } from './emulatorTime';

type Moved = Clock & { happened?: Happening[]; omitted?: number };

export async function moveClock(change: Input) {
  const call: Call = emulator('SetClock', change);
  try {
    const moved = await act<Moved>(call);
    sawClock(moved);
    const happened = moved.happened ?? [];
    flash({ type: 'success', header: texts.clock.now(texts.utc(new Date(moved.epochMilliseconds))), call,
      content: happened.slice(0, 5).map(({ text }) => text).join('; ') +
        (happened.length > 5 ? texts.andMore(happened.length - 5 + (moved.omitted ?? 0)) : '') });
  } catch (error) {
    flash({ type: 'error', header: texts.clock.notMoved, content: (error as Error).message, call });
  }
  refresh();
}

export function useClock() {
  const clock = useAsk<Clock>(emulator('DescribeClock'));
  useEffect(() => {
    if (clock.data) sawClock(clock.data);
  }, [clock.data]);
  return clock.data;
}

export function ClockBar() {
  const clock = useClock();
  const now = useEmulatorNow();
  const next = useAsk<{ timers: Timer[] }>(emulator('ListTimers', { maxResults: 1 })).data?.timers[0];
  const state = !clock ? '' : clock.frozen ? texts.clock.frozen
    : clock.scale === 1 ? texts.clock.real : texts.clock.scaled(clock.scale);
  return (
    <div className="clock-bar" role="group" aria-label={texts.clock.title}>
      <Popover dismissButton={false} triggerType="text" size="medium" header={texts.clock.title}
        content={<>{texts.clock.here(texts.local(now))}<br />{state}</>}>
        <span className="clock-now">{texts.utc(now)}</span>
      </Popover>
      <span className={clock?.frozen ? 'clock-state frozen' : 'clock-state'}>{state}</span>
      <Button iconName={clock?.frozen ? 'play' : 'pause'} ariaLabel={clock?.frozen ? texts.clock.goOn : texts.clock.freeze}
        onClick={() => void moveClock({ freeze: !clock?.frozen })} />
      <Button iconName="angle-right-double" disabled={!next}
        ariaLabel={next ? texts.clock.toNext(next.in, next.why) : texts.clock.nothingDue}
        onClick={() => void moveClock({ advanceToNext: true })}>
        {next ? texts.clock.next(next.in) : texts.clock.nothingDue}
      </Button>
      <ButtonDropdown ariaLabel={texts.clock.advance} items={[
        ...['10s', '1m', '10m', '1h', '1d', '7d'].map((id) => ({ id, text: texts.clock.by(id) })),
        { id: 'scale', text: texts.clock.faster },
        { id: 'real', text: texts.clock.backToReal },
      ]} onItemClick={({ detail }) => void moveClock(
        detail.id === 'scale' ? { freeze: false, scale: 60 }
          : detail.id === 'real' ? { freeze: false, scale: 1, set: new Date().toISOString() }
            : { advance: detail.id })}>
        {texts.clock.advance}
      </ButtonDropdown>
      <span className="visually-hidden" role="status">{next ? texts.clock.nextWhy(next.why) : ''}</span>
    </div>
  );
}
