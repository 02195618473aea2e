import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { emulator, iot } from '../../api/send';
import type { Connection, Job, JobSummary, Thing, Timer } from '../../api/types';
import { Go, toJob } from '../../frame/links';
import { EntryList } from '../../journal/EntryList';
import { isRefused } from '../../journal/about';
import { useAsk, useAskEach } from '../../live/queries';
import { useRecent } from '../../live/stream';
import { StatusBar, addCounts, countsOf } from '../../status/StatusBar';
import { StatusOf } from '../../status/StatusOf';
import { texts } from '../../texts/en';
import { TimerList } from '../time/TimerList';
import { Doors } from './Doors';

export default function Overview() {
  const things = useAsk<{ things: Thing[] }>(iot('ListThings', { maxResults: 250 }));
  const jobs = useAsk<{ jobs: JobSummary[] }>(iot('ListJobs', { maxResults: 250 }));
  const isEmpty = things.data?.things.length === 0 && jobs.data?.jobs.length === 0;
  return (
    <ContentLayout header={<Header variant="h1" description={texts.overview.description}>
      {texts.pages.overview}</Header>}>
      {isEmpty ? <Doors /> : (
        <Fleet things={things.data?.things.length ?? 0} jobs={jobs.data?.jobs ?? []} />)}
    </ContentLayout>
  );
}

function Fleet({ things, jobs }: { things: number; jobs: JobSummary[] }) {
  const atWork = jobs.filter(({ status }) => status === 'IN_PROGRESS' || status === 'SCHEDULED');
  const shown = [...atWork, ...jobs.filter((job) => !atWork.includes(job))].slice(0, 8);
  const described = useAskEach<{ job: Job }>(shown.map(({ jobId }) => iot('DescribeJob', { jobId })));
  const connections = useAsk<{ connections: Connection[] }>(emulator('ListConnections')).data?.connections ?? [];
  const timers = useAsk<{ timers: Timer[] }>(emulator('ListTimers', { maxResults: 5 })).data?.timers;
  const { entries } = useRecent();
  const counts = described.map(({ data }) => countsOf(data?.job));
  const devices = connections.filter(({ thingName, clientId }) => thingName ?? clientId);
  return (
    <SpaceBetween size="l">
      <ColumnLayout columns={3} minColumnWidth={180}>
        <Figure label={texts.overview.connected} to="/things">{`${devices.length} / ${texts.number(things)}`}</Figure>
        <Figure label={texts.overview.atWork} to="/jobs?status=IN_PROGRESS">{texts.number(atWork.length)}</Figure>
        <Figure label={texts.overview.refused} to="/journal?q=outcome:refused">
          {texts.number(entries.filter(isRefused).length)}</Figure>
      </ColumnLayout>
      <Container header={<Header variant="h2">{texts.overview.executions}</Header>}>
        <StatusBar counts={addCounts(counts)} />
      </Container>
      <ColumnLayout columns={2} minColumnWidth={320}>
        <Container fitHeight header={<Header variant="h2">{texts.pages.jobs}</Header>}>
          <SpaceBetween size="m">
            {shown.length === 0 && <Box color="text-body-secondary">{texts.jobs.none}</Box>}
            {shown.map(({ jobId, status }, i) => (
              <div key={jobId}>
                <Go to={toJob(jobId)}>{jobId}</Go> <StatusOf status={status} />
                <StatusBar counts={counts[i]} />
              </div>
            ))}
          </SpaceBetween>
        </Container>
        <Container fitHeight header={<Header variant="h2">{texts.overview.due}</Header>}>
          <TimerList timers={timers} />
        </Container>
      </ColumnLayout>
      <Container header={<Header variant="h2">{texts.overview.messages}</Header>}>
        <EntryList entries={entries.filter(({ kind }) => kind === 'message').slice(-10)} />
      </Container>
      <Container header={<Header variant="h2">{texts.overview.refusals}</Header>}>
        <EntryList entries={entries.filter((entry) => isRefused(entry) || entry.kind === 'nearMiss').slice(-10)} />
      </Container>
    </SpaceBetween>
  );
}

function Figure({ label, to, children }: { label: string; to: string; children: string }) {
  return (
    <Container>
      <Box variant="awsui-key-label">{label}</Box>
      <Go to={to} fontSize="display-l" label={`${children} ${label}`}>{children}</Go>
    </Container>
  );
}
