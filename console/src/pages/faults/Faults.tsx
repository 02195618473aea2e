import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import FormField from '@cloudscape-design/components/form-field';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { emulator } from '../../api/send';
import type { Fault } from '../../api/types';
import { ActionButton } from '../../calls/ActionButton';
import { useMember } from '../../frame/links';
import { useAsk } from '../../live/queries';
import { texts } from '../../texts/en';
import { PlainTable } from '../PagedTable';
import { ArmFault } from './ArmFault';

function Presets({ presets }: { presets: { preset: string; story: string }[] }) {
  const [thing, setThing] = useMember('thing');
  return (
    <SpaceBetween size="m">
      <FormField label={texts.faults.thing} description={texts.faults.thingText}>
        <Input value={thing} onChange={({ detail }) => setThing(detail.value)} />
      </FormField>
      <ColumnLayout columns={3} minColumnWidth={240}>
        {presets.map(({ preset, story }) => (
          <Container key={preset} fitHeight header={<Header variant="h3">{preset}</Header>}
            footer={<ActionButton call={emulator('ArmFault', { preset, ...(thing ? { match: { thing } } : {}) })}
              label={`${texts.faults.arm}: ${preset}`} done={texts.faults.armed(preset)}>{texts.faults.arm}</ActionButton>}>
            <Box>{story}</Box>
          </Container>
        ))}
      </ColumnLayout>
    </SpaceBetween>
  );
}

export default function Faults() {
  const { data, error } = useAsk<{ faults: Fault[]; presets: { preset: string; story: string }[] }>(emulator('ListFaults'));
  return (
    <ContentLayout header={<Header variant="h1" description={texts.faults.description}>{texts.pages.faults}</Header>}>
      <SpaceBetween size="l">
        <PlainTable<Fault> items={data?.faults} error={error} none={texts.faults.none} trackBy="faultId"
          header={<Header variant="h2" actions={
            <SpaceBetween size="xs" direction="horizontal">
              <ArmFault />
              <ActionButton call={emulator('RemoveFaults')} done={texts.faults.removedAll} disabled={!data?.faults.length}>{texts.faults.removeAll}</ActionButton>
            </SpaceBetween>}>{texts.faults.list}</Header>}
          columnDefinitions={[
            { id: 'text', header: texts.faults.what, isRowHeader: true, cell: ({ text, preset }) => <>{preset && <Badge>{preset}</Badge>} {text}</> },
            { id: 'match', header: texts.faults.match, cell: ({ match, doesNotReach }) => <>{Object.entries(match).map(([name, value]) => `${name}: ${value}`).join(', ') || texts.faults.everything}
              {doesNotReach && <StatusIndicator type="warning">{doesNotReach}</StatusIndicator>}</> },
            { id: 'struck', header: texts.faults.struck, cell: ({ struck, count }) => (count ? `${struck} / ${count}` : struck) },
            { id: 'active', header: texts.faults.state, cell: ({ active }) => (
              <StatusIndicator wrapText={false} type={active ? 'warning' : 'stopped'}>{active ? texts.faults.active : texts.faults.ended}</StatusIndicator>) },
            { id: 'remove', header: texts.faults.remove, cell: ({ faultId }) => (
              <ActionButton variant="inline-link" label={texts.faults.removeOne(faultId)} call={emulator('RemoveFault', { faultId })} done={texts.faults.removed}>{texts.delete}</ActionButton>) },
          ]} />
        <Header variant="h2">{texts.faults.presets}</Header>
        <Presets presets={data?.presets ?? []} />
      </SpaceBetween>
    </ContentLayout>
  );
}
