import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { emulator, iot } from '../../api/send';
import type { Connection, Thing, ThingExplanation } from '../../api/types';
import { FormDialog } from '../../calls/FormDialog';
import { Go, toJob, toThing, useMember } from '../../frame/links';
import { useAsk, useAskEach } from '../../live/queries';
import { StatusOf } from '../../status/StatusOf';
import { texts } from '../../texts/en';
import { PlainTable, usePages } from '../PagedTable';

function CreateThing() {
  const [open, setOpen] = useState(false);
  const [thingName, setName] = useState('');
  const [, navigate] = useLocation();
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>{texts.things.create}</Button>
      {open && (
        <FormDialog title={texts.things.create} call={iot('CreateThing', { thingName })}
          done={texts.overview.madeThing(thingName)} onClose={() => setOpen(false)}
          onDone={() => navigate(toThing(thingName))}>
          <FormField label={texts.things.name} constraintText={texts.things.nameRule}>
            <Input value={thingName} autoFocus onChange={({ detail }) => setName(detail.value)} />
          </FormField>
        </FormDialog>
      )}
    </>
  );
}

function Actions() {
  const [, navigate] = useLocation();
  return (
    <SpaceBetween size="xs" direction="horizontal">
      <Button onClick={() => navigate('/connect')}>{texts.doors.connectMine}</Button>
      <CreateThing />
    </SpaceBetween>
  );
}

export function Connected({ connection }: { connection: Connection | undefined }) {
  if (!connection) return <StatusIndicator type="stopped">{texts.things.notConnected}</StatusIndicator>;
  return <StatusIndicator type="success">{texts.things.connectedBy(connection.listener, connection.protocol)}</StatusIndicator>;
}

export default function Things() {
  const [wanted, setWanted] = useMember('name');
  // One that is named whole is asked for; there is no operation for the beginning of a name.
  const pages = usePages<{ things: Thing[]; nextToken?: string }>(iot('ListThings', { maxResults: 25 }));
  const one = useAsk<Thing>(wanted ? iot('DescribeThing', { thingName: wanted }) : undefined);
  const listed = pages.data?.things;
  const things = wanted
    ? [...(one.data && !one.error ? [one.data] : []), ...(listed ?? []).filter(({ thingName }) =>
      thingName !== wanted && thingName.toLowerCase().includes(wanted.toLowerCase()))]
    : listed;
  const connections = useAsk<{ connections: Connection[] }>(emulator('ListConnections')).data?.connections ?? [];
  const explained = useAskEach<ThingExplanation>((things ?? []).map(({ thingName }) => emulator('ExplainThing', { thingName })));
  const of = new Map(explained.flatMap(({ data }) => (data ? [[data.thing, data]] : [])));
  const connectionOf = (name: string) => connections.find(({ thingName, clientId }) => thingName === name || clientId === name);
  return (
    <PlainTable<Thing> variant="full-page" items={things} error={pages.error} trackBy="thingName"
      none={texts.things.none} pagination={pages.pagination}
      header={<Header variant="h1" description={texts.things.description} actions={<Actions />}>{texts.pages.things}</Header>}
      filter={<TextFilter filteringText={wanted} filteringPlaceholder={texts.things.find} filteringAriaLabel={texts.things.find}
        filteringClearAriaLabel={texts.clear} onChange={({ detail }) => setWanted(detail.filteringText)} />}
      columnDefinitions={[
        { id: 'name', header: texts.things.name, isRowHeader: true, cell: ({ thingName }) => <Go to={toThing(thingName)}>{thingName}</Go> },
        { id: 'connected', header: texts.things.connected, cell: ({ thingName }) => <Connected connection={connectionOf(thingName)} /> },
        { id: 'next', header: texts.things.next, cell: ({ thingName }) => {
          const next = of.get(thingName)?.nextJob;
          return next ? <SpaceBetween size="xs" direction="horizontal"><Go to={toJob(next.job)}>{next.job}</Go><StatusOf status={next.status} /></SpaceBetween> : '–';
        } },
        { id: 'pending', header: texts.things.pending, cell: ({ thingName }) => {
          const one = of.get(thingName);
          return one ? (one.nextJob ? 1 : 0) + one.behind.length : '';
        } },
        { id: 'seen', header: texts.things.seen, cell: ({ thingName }) => {
          const seen = of.get(thingName)?.lastSeen;
          return seen ? <Box>{texts.utc(new Date(seen.at))}<br />{seen.operation}</Box> : '–';
        } },
        { id: 'type', header: texts.things.type, cell: ({ thingTypeName }) => thingTypeName ?? '–' },
      ]} />
  );
}
