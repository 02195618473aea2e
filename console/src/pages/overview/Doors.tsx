// What one can do with an emulator in which there is nothing yet.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { iot } from '../../api/send';
import { perform } from '../../calls/ActionButton';
import { device } from '../../device/devices';
import { Go } from '../../frame/links';
import { texts } from '../../texts/en';

// A virtual lamp, which works in this tab, and a job for it.
async function makeLampAndJob() {
  const thing = await perform<{ thingArn: string }>(
    iot('CreateThing', { thingName: 'lamp' }), texts.overview.madeThing('lamp'));
  if (!thing) return false;
  await device('lamp').connect();
  device('lamp').worksAlone(true);
  return (await perform(iot('CreateJob', {
    jobId: 'first-light',
    targets: [thing.thingArn],
    document: JSON.stringify({ action: 'light', colour: 'warm' }),
    description: texts.overview.firstJob,
  }), texts.createJob.made('first-light'))) !== undefined;
}

export function Doors() {
  const [busy, setBusy] = useState(false);
  const [, navigate] = useLocation();
  const make = async () => {
    setBusy(true);
    const done = await makeLampAndJob();
    setBusy(false);
    if (done) navigate('/things/lamp');
  };
  return (
    <SpaceBetween size="l">
      <ColumnLayout columns={3} minColumnWidth={220}>
        <Container fitHeight header={<Header variant="h2">{texts.doors.lamp}</Header>}
          footer={<Button variant="primary" loading={busy} onClick={() => void make()}>{texts.doors.makeLamp}</Button>}>
          <Box>{texts.doors.lampText}</Box>
        </Container>
        <Container fitHeight header={<Header variant="h2">{texts.doors.connect}</Header>}
          footer={<Button onClick={() => navigate('/connect')}>{texts.doors.connectMine}</Button>}>
          <Box>{texts.doors.connectText}</Box>
        </Container>
        <Container fitHeight header={<Header variant="h2">{texts.doors.lesson}</Header>}>
          <SpaceBetween size="xs">
            <Box>{texts.doors.lessonText}</Box>
            <Go to="/create-job">{texts.doors.steps.job}</Go>
            <Go to="/time">{texts.doors.steps.time}</Go>
            <Go to="/faults">{texts.doors.steps.faults}</Go>
            <Go to="/journal">{texts.doors.steps.journal}</Go>
          </SpaceBetween>
        </Container>
      </ColumnLayout>
    </SpaceBetween>
  );
}
