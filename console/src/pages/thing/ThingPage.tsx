import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useLocation } from 'wouter';
import { emulator, iot } from '../../api/send';
import type { Connection, Group, Thing, ThingExplanation, Timer } from '../../api/types';
import { ActionButton } from '../../calls/ActionButton';
import { Go, toGroup, toJob } from '../../frame/links';
import { useAsk } from '../../live/queries';
import { StatusOf } from '../../status/StatusOf';
import { texts } from '../../texts/en';
import { Sentences } from '../Sentences';
import { Connected } from '../things/Things';
import { TimerList } from '../time/TimerList';
import { Conversation } from './Conversation';
import { ActAsDevice } from './ActAsDevice';
import { Permissions } from './Permissions';

function Queue({ explanation }: { explanation: ThingExplanation }) {
  const queue = [...(explanation.nextJob ? [explanation.nextJob] : []), ...explanation.behind];
  if (queue.length === 0) return <Box color="text-body-secondary">{texts.thing.emptyQueue}</Box>;
  return (
    <ol className="queue">
      {queue.map(({ job, executionNumber, status, versionNumber, timesOutAt }) => (
        <li key={`${job} ${executionNumber}`}>
          <Go to={toJob(job)}>{job}</Go> <StatusOf status={status} />
          <small>{texts.thing.execution(executionNumber, versionNumber)}{timesOutAt && ` · ${texts.thing.timesOut(texts.utc(new Date(timesOutAt)))}`}</small>
        </li>
      ))}
    </ol>
  );
}

function Facts({ thing, connection, explanation }: { thing: Thing; connection: Connection | undefined; explanation: ThingExplanation | undefined }) {
  const groups = useAsk<{ thingGroups: Group[] }>(iot('ListThingGroupsForThing', { thingName: thing.thingName })).data?.thingGroups ?? [];
  const attributes = Object.entries(thing.attributes ?? {});
  const seen = explanation?.lastSeen;
  return (
    <KeyValuePairs columns={4} items={[
      { label: texts.things.connected, value: <><Connected connection={connection} />
        {connection && <div>{texts.thing.since(texts.utc(new Date(connection.since)), connection.ipAddress)}</div>}</> },
      { label: texts.things.seen, value: seen ? `${texts.utc(new Date(seen.at))} ${seen.operation}` : '–' },
      { label: texts.pages.groups, value: groups.length ? groups.map(({ groupName }) => <span key={groupName}><Go to={toGroup(groupName)}>{groupName}</Go> </span>) : '–' },
      { label: texts.thing.attributes, value: <span className="breakable">{attributes.map(([name, value]) => `${name}: ${value}`).join(', ') || '–'}</span> },
    ]} />
  );
}

export default function ThingPage({ thing }: { thing: string }) {
  const [, navigate] = useLocation();
  const described = useAsk<Thing>(iot('DescribeThing', { thingName: thing }));
  const explanation = useAsk<ThingExplanation>(emulator('ExplainThing', { thingName: thing })).data;
  const timers = useAsk<{ timers: Timer[] }>(emulator('ListTimers', { maxResults: 1000 })).data?.timers.filter((timer) => timer.thing === thing);
  const connection = useAsk<{ connections: Connection[] }>(emulator('ListConnections')).data?.connections
    .find(({ thingName, clientId }) => thingName === thing || clientId === thing);
  return (
    <ContentLayout header={
      <Header variant="h1" actions={described.data && (
        <SpaceBetween size="xs" direction="horizontal">
          <Button onClick={() => navigate(`/faults?thing=${encodeURIComponent(thing)}`)}>{texts.thing.fault}</Button>
          <ActionButton call={iot('DeleteThing', { thingName: thing })} done={texts.thing.deleted(thing)}
            ask={texts.thing.deleteText} onDone={() => navigate('/things')}>{texts.delete}</ActionButton>
        </SpaceBetween>)}>
        <span className="breakable">{thing}</span></Header>}>
      {described.error && !described.data && <Box>{described.error.message}</Box>}
      {described.data && (
        <SpaceBetween size="l">
          <Sentences title={texts.thing.why} sentences={explanation?.explanation} />
          <Facts thing={described.data} connection={connection} explanation={explanation} />
          <Grid gridDefinition={[{ colspan: { default: 12, xs: 5 } }, { colspan: { default: 12, xs: 7 } }]}>
            <SpaceBetween size="l">
              <Container header={<Header variant="h2">{texts.thing.queue}</Header>}>
                {explanation && <Queue explanation={explanation} />}
              </Container>
              <Container header={<Header variant="h2">{texts.thing.timers}</Header>}><TimerList timers={timers} movable /></Container>
              <ActAsDevice thing={thing} next={explanation?.nextJob ?? undefined} />
              <Permissions thing={thing} />
            </SpaceBetween>
            <Conversation thing={thing} />
          </Grid>
        </SpaceBetween>
      )}
    </ContentLayout>
  );
}
