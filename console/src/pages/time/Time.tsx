import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Slider from '@cloudscape-design/components/slider';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { emulator } from '../../api/send';
import type { Timer } from '../../api/types';
import { moveClock, useClock } from '../../clock/ClockBar';
import { useEmulatorNow } from '../../clock/emulatorTime';
import { EntryList } from '../../journal/EntryList';
import { useAsk } from '../../live/queries';
import { useRecent } from '../../live/stream';
import { texts } from '../../texts/en';
import { TimerList } from './TimerList';

// From a second to ten years, each step of the handle a share longer.
const most = 1000;
const longest = 10 * 365 * 86_400_000;
const ahead = (step: number) => (step === 0 ? 0 : 1000 * (longest / 1000) ** (step / most));
const stepOf = (milliseconds: number) => Math.round((Math.log(Math.max(1000, milliseconds) / 1000) / Math.log(longest / 1000)) * most);

function Line({ timers }: { timers: Timer[] }) {
  const now = useEmulatorNow().getTime();
  const [step, setStep] = useState(0);
  const marks = [...new Set(timers.map(({ at }) => stepOf(Date.parse(at) - now)))].filter((one) => one > 0 && one <= most);
  const passed = timers.filter(({ at }) => Date.parse(at) <= now + ahead(step)).length;
  return (
    <SpaceBetween size="m">
      <FormField label={texts.time.drag} description={texts.time.reach(texts.duration(ahead(step)), passed)}>
        <Slider value={step} min={0} max={most} referenceValues={marks} hideFillLine ariaLabel={texts.time.drag}
          valueFormatter={(value) => texts.duration(ahead(value))} onChange={({ detail }) => setStep(detail.value)} />
      </FormField>
      <Button variant="primary" disabled={step === 0} onClick={async () => {
        await moveClock({ advance: `${Math.round(ahead(step) / 1000)}s` });
        setStep(0);
      }}>{texts.time.goAhead(texts.duration(ahead(step)))}</Button>
    </SpaceBetween>
  );
}

function Exact() {
  const clock = useClock();
  const [instant, setInstant] = useState('');
  const [scale, setScale] = useState('');
  return (
    <SpaceBetween size="m" direction="horizontal">
      <FormField label={texts.time.set} constraintText="2026-01-01T00:00:00Z">
        <SpaceBetween size="xs" direction="horizontal">
          <Input value={instant} placeholder={clock?.now} onChange={({ detail }) => setInstant(detail.value)} />
          <Button disabled={!instant} onClick={() => void moveClock({ set: instant })}>{texts.time.setButton}</Button>
        </SpaceBetween>
      </FormField>
      <FormField label={texts.time.scale} constraintText={texts.time.scaleText}>
        <SpaceBetween size="xs" direction="horizontal">
          <Input type="number" value={scale} placeholder={String(clock?.scale ?? 1)} onChange={({ detail }) => setScale(detail.value)} />
          <Button disabled={!scale} onClick={() => void moveClock({ freeze: false, scale: Number(scale) })}>{texts.time.scaleButton}</Button>
        </SpaceBetween>
      </FormField>
    </SpaceBetween>
  );
}

export default function Time() {
  const { data } = useAsk<{ timers: Timer[]; more: boolean }>(emulator('ListTimers', { maxResults: 1000 }));
  const { entries } = useRecent();
  const happened = entries.filter(({ kind }) => kind === 'timer' || kind === 'clock' || kind === 'change').slice(-50).reverse();
  return (
    <ContentLayout header={<Header variant="h1" description={texts.time.description}>{texts.pages.time}</Header>}>
      <SpaceBetween size="l">
        <Container header={<Header variant="h2">{texts.time.move}</Header>}>
          <SpaceBetween size="l"><Line timers={data?.timers ?? []} /><Exact /></SpaceBetween>
        </Container>
        <Container header={<Header variant="h2" counter={data ? `(${texts.number(data.timers.length)}${data.more ? '+' : ''})` : ''}>{texts.overview.due}</Header>}>
          <TimerList timers={data?.timers.slice(0, 100)} movable />
        </Container>
        <Container header={<Header variant="h2">{texts.time.happened}</Header>}><EntryList entries={happened} /></Container>
      </SpaceBetween>
    </ContentLayout>
  );
}
