// The plan, drawn before the job is made, and the call that makes it.
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { iot } from '../../api/send';
import { CallCode } from '../../calls/CallCode';
import { useEmulatorNow } from '../../clock/emulatorTime';
import { texts } from '../../texts/en';
import { PlainTable } from '../PagedTable';
import { RolloutChart } from '../job/RolloutChart';
import type { Form } from './form';
import { inputOf } from './form';
import { usePlan, useReached } from './plan';

const minute = 60_000;
const mostRows = 15;

interface Row {
  at: Date;
  count: number;
  total: number;
  names: string[];
}

function rowsOf(minutes: number[], names: string[], start: number): Row[] {
  let total = 0;
  return minutes.map((count, i) => {
    const row = { at: new Date(start + i * minute), count, total: total + count, names: names.slice(total, total + count) };
    total += count;
    return row;
  });
}

// When it would end early, were each execution to fail.
function abortsAt(form: Form, rows: Row[]) {
  if (!form.abort) return undefined;
  return rows.find(({ total }) => total >= Number(form.least));
}

export function Review({ form }: { form: Form }) {
  const input = inputOf(form);
  const names = useReached(form.targets);
  const plan = usePlan(input, names.length);
  const now = useEmulatorNow().getTime();
  const begins = form.start ? Date.parse(/Z$/.test(form.start) ? form.start : `${form.start}Z`) : now - (now % 1000);
  const rows = rowsOf(plan.data?.minutes ?? [], names, begins);
  const abort = abortsAt(form, rows);
  const last = rows.at(-1);
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2" description={texts.plan.description}>{texts.plan.title}</Header>}>
        <SpaceBetween size="m">
          {plan.error && <Alert type="error">{plan.error.message}</Alert>}
          {last && <Box>{texts.plan.ends(names.length, texts.duration((rows.length - 1) * minute), plan.data?.left ?? 0)}</Box>}
          {abort && <Box>{texts.plan.aborts(texts.utc(abort.at), abort.total)}</Box>}
          {form.timeout && last && <Box>{texts.plan.timesOut(texts.utc(new Date(last.at.getTime() + Number(form.timeout) * minute)))}</Box>}
          {!!plan.data?.windows.length && <Box>{texts.plan.windows(plan.data.windows.map((at) => texts.utc(new Date(at))).join(', '))}</Box>}
          <RolloutChart plan={{ reached: [], left: 0, planned: rows.map(({ at, total }) => ({ at: at.toISOString(), things: total })) }} />
          <PlainTable<Row> variant="embedded" items={rows.slice(0, mostRows)} none={texts.rollout.none} columnDefinitions={[
            { id: 'at', header: texts.plan.minute, isRowHeader: true, cell: ({ at }) => texts.utc(at) },
            { id: 'count', header: texts.plan.things, cell: ({ count }) => texts.number(count) },
            { id: 'total', header: texts.plan.total, cell: ({ total }) => texts.number(total) },
            { id: 'who', header: texts.plan.who, cell: ({ names: who }) => <span className="breakable">{who.slice(0, 8).join(', ')}{who.length > 8 && texts.andMore(who.length - 8)}</span> },
          ]} />
          {rows.length > mostRows && <Box>{texts.plan.more(rows.length - mostRows)}</Box>}
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">{texts.calls.code}</Header>}><CallCode call={iot('CreateJob', input)} /></Container>
    </SpaceBetween>
  );
}
