// What people do in the console, and see of what devices do.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aws, device, job, shownConsole, thing } from './browser.mjs';

const it = shownConsole();
const button = (name) => it.page.getByRole('button', { name, exact: true });
const shown = (text) => it.page.getByText(text).first().waitFor();

test('an empty emulator makes a lamp that works, and a job that it does', async () => {
  await it.go('/');
  await button('Make a thing and a job for me').click();
  await it.page.getByRole('heading', { level: 1, name: 'lamp' }).waitFor();
  await it.emulator.wait({ job: 'first-light', jobStatus: 'COMPLETED' });
  await it.page.getByRole('button', { name: /to the service: first-light\/update/ }).last().waitFor();
});

test('a device of one\'s own is made, and the page sees it come', async () => {
  await it.go('/');
  await button('Connect a device').click();
  await button('Make it').click();
  await shown('No device has connected yet');
  await device(it, 'lamp');
  await shown(/lamp is connected, by mqtt/);
});

test('a job\'s page follows its devices without being loaded again', async () => {
  const arn = await thing(it, 'lamp');
  await job(it, 'update', [arn], { timeoutConfig: { inProgressTimeoutInMinutes: 10 } });
  await it.go('/jobs/update');
  await button('1 QUEUED').waitFor();
  await shown(/1 execution is QUEUED, not started by the device/);
  const lamp = await device(it, 'lamp');
  lamp.say('start-next', {});
  await button('1 IN_PROGRESS').waitFor();
  lamp.say('update/update', { status: 'IN_PROGRESS', statusDetails: { progress: '40' } });
  await shown('progress: 40');
  await it.page.getByRole('row', { name: /lamp/ }).getByRole('radio').check();
  await it.page.getByText(/client lamp has sent/).first().waitFor();
  lamp.say('update/update', { status: 'SUCCEEDED' });
  await button('1 SUCCEEDED').waitFor();
  await shown('How it ended');
});

test('a part of the status bar filters the executions, and the address keeps that', async () => {
  const arns = [await thing(it, 'lamp'), await thing(it, 'fan')];
  await job(it, 'update', arns);
  const lamp = await device(it, 'lamp');
  lamp.say('start-next', {});
  await it.emulator.wait({ thing: 'lamp', status: 'IN_PROGRESS' });
  await it.go('/jobs/update');
  await it.page.getByRole('link', { name: 'fan', exact: true }).first().waitFor();
  await button('1 IN_PROGRESS').click();
  await it.page.waitForURL(/status=IN_PROGRESS/);
  const table = it.page.getByRole('table');
  await table.getByRole('link', { name: 'fan', exact: true }).waitFor({ state: 'detached' });
  await table.getByRole('link', { name: 'lamp', exact: true }).waitFor();
});

test('a thing\'s page shows the conversation, and a refusal with its reason', async () => {
  const arn = await thing(it, 'lamp');
  await job(it, 'update', [arn]);
  await it.go('/things/lamp');
  const lamp = await device(it, 'lamp');
  lamp.say('start-next', {});
  lamp.say('update/update', { status: 'SUCCEEDED', expectedVersion: 99 });
  const refusal = it.page.getByRole('button', { name: /update\/update\/rejected VersionMismatch/ });
  await refusal.click();
  await it.page.getByRole('region', { name: /Entry \d+/ }).or(it.page.getByLabel('Payload')).first().waitFor();
  await shown(/"code": "VersionMismatch"/);
});

test('who has no device acts as one', async () => {
  const arn = await thing(it, 'lamp');
  await job(it, 'update', [arn]);
  await it.go('/things/lamp');
  await button('Connect').click();
  await button('Start next').click();
  await button('Report on update').waitFor();
  await button('Report on update').click();
  await it.emulator.wait({ thing: 'lamp', job: 'update', status: 'IN_PROGRESS' });
  await shown(/execution 1, version 3/);
  await button('Go offline').click();
  await it.emulator.wait({ client: 'lamp', connected: 'false' });
});

test('a job is made by the wizard, its plan drawn before, its call to be copied', async () => {
  for (const name of ['fan', 'lamp', 'oven']) await thing(it, name);
  await aws(it, 'POST', '/thing-groups/house');
  for (const thingName of ['fan', 'lamp', 'oven']) {
    await aws(it, 'PUT', '/thing-groups/addThingToThingGroup', { thingGroupName: 'house', thingName });
  }
  await it.go('/create-job');
  await button('Next').click();
  await shown('The job needs an id');
  await it.page.getByLabel('Job', { exact: true }).fill('update');
  await button('Next').click();
  await it.page.getByRole('button', { name: /Targets/ }).click();
  await it.page.getByRole('option', { name: /house/ }).click();
  await it.page.keyboard.press('Escape');
  await shown('These are 3 things now.');
  await button('Next').click();
  await it.page.getByLabel('Things a minute, at most').fill('2');
  await button('Next').click();
  await shown(/3 things, the last 1 min after the first/);
  await it.page.getByRole('row', { name: /fan, lamp/ }).waitFor();
  await shown(/aws iot create-job --endpoint-url/);
  await it.page.getByRole('button', { name: 'boto3' }).click();
  await shown(/client.create_job\(/);
  await button('Create job').click();
  await it.page.getByRole('heading', { level: 1, name: 'update' }).waitFor();
  const { job: made } = await aws(it, 'GET', '/jobs/update');
  assert.equal(made.jobExecutionsRolloutConfig.maximumPerMinute, 2);
  assert.deepEqual(made.jobProcessDetails.numberOfQueuedThings, 2);
});

test('a file for devices is uploaded while a job is made, and its URL is in the document', async () => {
  await it.go('/create-job');
  await it.page.locator('input[type=file]').setInputFiles({ name: 'v3.bin', mimeType: 'application/octet-stream', buffer: Buffer.from('newer') });
  await shown(/firmware\/v3.bin/);
  await it.go('/files');
  await it.page.getByRole('row', { name: /firmware v3.bin 5/ }).waitFor();
});

test('a plan says what AWS would refuse, and when the windows are', async () => {
  await thing(it, 'lamp');
  await it.go('/create-job');
  await it.page.getByLabel('Job', { exact: true }).fill('nightly');
  await button('Next').click();
  await it.page.getByRole('button', { name: /Targets/ }).click();
  await it.page.getByRole('option', { name: /lamp/ }).click();
  await it.page.keyboard.press('Escape');
  await button('Next').click();
  await it.page.getByLabel('Maintenance windows').fill('cron(0 2 * * ? *)');
  await button('Next').click();
  await shown(/MaintenanceWindow cannot be used with SNAPSHOT job/);
  await button('Previous').click();
  await it.page.getByLabel('Start', { exact: true }).fill('2026-01-01T01:00');
  await button('Previous').click();
  await it.page.getByRole('radio', { name: /CONTINUOUS/ }).check();
  await button('Next').click();
  await button('Next').click();
  await shown(/the next begin at 2026-01-01 02:00:00 UTC/);
});

test('a job is canceled and deleted, and each call is remembered', async () => {
  await job(it, 'update', [await thing(it, 'lamp')]);
  await it.go('/jobs/update');
  await button('Cancel job').click();
  await it.page.getByRole('dialog').getByRole('button', { name: 'Cancel job' }).click();
  await it.emulator.wait({ job: 'update', jobStatus: 'CANCELED' });
  await it.page.getByRole('button', { name: 'Force cancel', exact: true }).waitFor({ state: 'detached' });
  await button('Delete').click();
  await it.page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await it.page.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor();
  await button('Calls (2)').click();
  await it.page.getByText('CancelJob').first().waitFor();
});

test('time goes to what is due next, and it is said what has happened', async () => {
  await job(it, 'update', [await thing(it, 'lamp')], { timeoutConfig: { inProgressTimeoutInMinutes: 10 } });
  const lamp = await device(it, 'lamp');
  lamp.say('start-next', {});
  await it.emulator.wait({ thing: 'lamp', status: 'IN_PROGRESS' });
  await it.go('/time');
  await it.page.getByRole('button', { name: /Next: 10 minutes, .*/ }).click();
  await shown(/TIMED_OUT/);
  await shown('2026-01-01 00:10:00 UTC');
  await it.page.getByRole('button', { name: 'Let the clock go on' }).click();
  await it.page.getByRole('button', { name: 'Freeze the clock' }).waitFor();
});

test('a fault is armed, strikes, and is removed', async () => {
  await job(it, 'update', [await thing(it, 'lamp')]);
  await it.go('/faults');
  await button('Arm: lost-final-update').click();
  const lamp = await device(it, 'lamp');
  lamp.say('start-next', {});
  lamp.say('update/update', { status: 'SUCCEEDED' });
  await it.page.getByRole('cell', { name: '1 / 1' }).waitFor();
  await button('Remove all').click();
  await shown('Nothing goes wrong on purpose.');
});

test('the journal finds by a query that the address keeps', async () => {
  await job(it, 'update', [await thing(it, 'lamp')]);
  const lamp = await device(it, 'lamp');
  lamp.say('start-next', {});
  await it.emulator.wait({ thing: 'lamp', status: 'IN_PROGRESS' });
  await it.go('/journal?q=thing:lamp+kind:message');
  await it.page.getByRole('button', { name: /client lamp has sent on .*start-next/ }).click();
  await shown('payloadBytes');
  assert.equal(await it.page.getByRole('button', { name: /CreateJob over HTTP/ }).count(), 0);
});

test('groups, templates, files and policies are made and go', async () => {
  await thing(it, 'lamp');
  await it.go('/groups');
  await button('Create group').click();
  await it.page.getByRole('dialog').getByLabel('Group').fill('house');
  await it.page.getByRole('dialog').getByRole('button', { name: 'Create group' }).click();
  await it.page.getByRole('link', { name: 'house' }).click();
  await button('Add thing').click();
  await it.page.getByRole('dialog').getByRole('button', { name: /Thing/ }).first().click();
  await it.page.getByRole('option', { name: 'lamp' }).click();
  await it.page.getByRole('dialog').getByRole('button', { name: 'Add thing' }).click();
  await it.page.getByRole('link', { name: 'lamp' }).waitFor();

  await it.go('/templates');
  await button('Create template').click();
  await it.page.getByRole('dialog').getByLabel('Template').fill('blink');
  await it.page.getByRole('dialog').getByLabel('Description').fill('Blinks');
  await it.page.getByRole('dialog').getByRole('button', { name: 'Create template' }).click();
  await button('Create job: blink').click();
  await it.page.getByRole('radio', { name: /Job template/ }).waitFor();

  await it.go('/files');
  await it.page.locator('input[type=file]').setInputFiles({ name: 'v2.bin', mimeType: 'application/octet-stream', buffer: Buffer.from('new') });
  await button('Upload').click();
  await it.page.getByRole('row', { name: /firmware v2.bin 3/ }).waitFor();
  const { entries } = await it.emulator.call('GET', 'journal?kind=request');
  assert.deepEqual(entries.filter(({ text }) => text.startsWith('S3 GET')), []);
  await button('Delete v2.bin').click();
  await shown('There are no files.');

  await it.go('/certificates');
  await button('Create policy').click();
  await it.page.getByRole('dialog').getByLabel('Policy', { exact: true }).fill('everything');
  await it.page.getByRole('dialog').getByRole('button', { name: 'Create policy' }).click();
  await button('everything').click();
  await shown(/"Action": "iot:\*"/);
});

test('it is asked what a device may do, and by which policy', async () => {
  await it.emulator.call('POST', 'devices', { name: 'lamp', policy: 'jobs' });
  await it.go('/things/lamp');
  await button('May it?').click();
  await shown(/ALLOWED by/);
  await it.page.getByLabel('Topic or client id').fill('elsewhere');
  await button('May it?').click();
  await shown(/IMPLICIT_DENY/);
});

test('one starts over', async () => {
  await thing(it, 'lamp');
  await it.go('/settings');
  await button('Start over').click();
  await it.page.getByRole('dialog').getByRole('button', { name: 'Start over' }).click();
  await shown('All is as at the beginning');
  await it.page.getByRole('link', { name: 'Overview' }).click();
  await shown('Make a thing and a job for me');
});
