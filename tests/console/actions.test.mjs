// Actions that the stories of work.test.mjs leave out.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { aws, device, job, shownConsole, thing } from './browser.mjs';

const it = shownConsole();
const button = (name) => it.page.getByRole('button', { name, exact: true });
const inDialog = (name) => it.page.getByRole('dialog').getByRole('button', { name, exact: true });
const shown = (text) => it.page.getByText(text).first().waitFor();

test('another job is made like one that is there', async () => {
  await job(it, 'update', [await thing(it, 'lamp')], { description: 'Firmware 2', timeoutConfig: { inProgressTimeoutInMinutes: 7 } });
  await it.go('/jobs/update');
  await button('Make another like it').click();
  const field = it.page.getByLabel('Job', { exact: true });
  await it.page.waitForFunction(() => [...document.querySelectorAll('input')].some(({ value }) => value === 'update-2'));
  assert.equal(await field.inputValue(), 'update-2');
  for (let i = 0; i < 3; ++i) await button('Next').click();
  await button('Create job').click();
  await it.page.getByRole('heading', { level: 1, name: 'update-2' }).waitFor();
  assert.equal((await aws(it, 'GET', '/jobs/update-2')).job.timeoutConfig.inProgressTimeoutInMinutes, 7);
});

test('a job gets more targets, and an execution of it is canceled and deleted', async () => {
  await aws(it, 'POST', '/thing-groups/house');
  await job(it, 'update', ['arn:aws:iot:us-east-1:123456789012:thinggroup/house'], { targetSelection: 'CONTINUOUS' });
  await thing(it, 'fan');
  await aws(it, 'POST', '/thing-groups/yard');
  await aws(it, 'PUT', '/thing-groups/addThingToThingGroup', { thingGroupName: 'yard', thingName: 'fan' });
  await it.go('/jobs/update');
  await button('Add targets').click();
  await it.page.getByRole('dialog').getByRole('button', { name: /Targets/ }).click();
  await it.page.getByRole('option', { name: /yard/ }).click();
  await it.page.keyboard.press('Escape');
  await inDialog('Add targets').click();
  await button('1 QUEUED').waitFor();
  await it.page.getByRole('row', { name: /fan/ }).getByRole('radio').check();
  await button('Cancel execution').click();
  await inDialog('Cancel execution').click();
  await button('1 CANCELED').waitFor();
  await it.page.getByRole('region', { name: /update on fan/ }).getByRole('button', { name: 'Delete', exact: true }).click();
  await inDialog('Delete').click();
  await shown('There are no such executions.');
});

test('the clock is set, sped up, advanced and brought back to real time', async () => {
  await it.go('/time');
  await it.page.getByLabel('Set to').fill('2030-01-01T00:00:00Z');
  await button('Set').click();
  await shown('2030-01-01 00:00:00 UTC');
  await button('Advance').click();
  await it.page.getByRole('menuitem', { name: 'By 1d' }).click();
  await shown('2030-01-02 00:00:00 UTC');
  await it.page.getByRole('slider').focus();
  for (let i = 0; i < 3; ++i) await it.page.keyboard.press('ArrowRight');
  await it.page.getByRole('button', { name: /^Go .* ahead$/ }).click();
  await it.page.getByRole('button', { name: 'Go 0 s ahead' }).waitFor();
  await it.page.getByLabel('Speed').fill('60');
  await button('Use').click();
  await shown('60 s a second');
  await button('Advance').click();
  await it.page.getByRole('menuitem', { name: 'Back to real time' }).click();
  await shown('real speed');
  const { now, scale } = await it.emulator.call('GET', 'clock');
  assert.ok(Math.abs(Date.parse(now) - Date.now()) < 60_000 && scale === 1, now);
});

test('the journal is paused, cleared and saved', async () => {
  await thing(it, 'lamp');
  await it.go('/journal');
  await shown(/CreateThing over HTTP for thing lamp/);
  await button('Pause').click();
  await thing(it, 'fan');
  await thing(it, 'oven');
  assert.equal(await it.page.getByText(/CreateThing over HTTP for thing fan/).count(), 0);
  await button('Go on').click();
  await shown(/CreateThing over HTTP for thing oven/);
  const download = it.page.waitForEvent('download');
  await button('Save as JSON lines').click();
  const lines = readFileSync(await (await download).path(), 'utf8').trim().split('\n').map((line) => JSON.parse(line));
  assert.ok(lines.some(({ thing: name }) => name === 'oven'));
  await button('Clear view').click();
  await shown('Nothing of the kind has happened.');
});

test('a fault of one\'s own is armed for a thing from its page', async () => {
  await thing(it, 'lamp');
  await it.go('/things/lamp');
  await button('Let something go wrong').click();
  await button('Arm: notify-twice').click();
  await it.page.getByRole('cell', { name: 'thing: lamp' }).or(it.page.getByRole('cell', { name: /thing: lamp/ })).first().waitFor();
  await button('Arm one of your own').click();
  await inDialog('Arm').click();
  await it.page.getByRole('cell', { name: '0 / 1' }).waitFor();
  await button('Delete fault 1').click();
  await it.page.getByRole('button', { name: 'Delete fault 1', exact: true }).waitFor({ state: 'detached' });
});

test('a certificate is deactivated, and gets and loses a policy', async () => {
  const { certificateId } = await it.emulator.call('POST', 'devices', { name: 'lamp' });
  await it.go('/certificates');
  await it.page.getByRole('button', { name: `${certificateId.slice(0, 16)}…` }).click();
  await button('Detach lamp-jobs').click();
  await it.page.getByRole('button', { name: 'Detach lamp-jobs', exact: true }).waitFor({ state: 'detached' });
  await it.page.getByRole('button', { name: /^Policy/ }).last().click();
  await it.page.getByRole('option', { name: 'lamp-jobs' }).click();
  await button('Attach').click();
  await button('Detach lamp-jobs').waitFor();
  await button(`Deactivate ${certificateId.slice(0, 8)}`).click();
  await inDialog('Deactivate').click();
  await button(`Activate ${certificateId.slice(0, 8)}`).waitFor();
});

test('a device of this tab does jobs by itself when it is let', async () => {
  const arn = await thing(it, 'lamp');
  await it.go('/things/lamp');
  await button('Connect').click();
  await it.page.getByText('Do jobs by itself').click();
  await job(it, 'update', [arn]);
  await it.emulator.wait({ job: 'update', jobStatus: 'COMPLETED' });
  await button('Get pending').click();
  await it.page.getByRole('button', { name: /to the device: get\/accepted/ }).last().waitFor();
});

test('a document says what its placeholders stand for, and what a thing gets', async () => {
  await it.emulator.call('POST', 'seed', { files: [{ bucket: 'firmware', key: 'v2.bin', text: 'new' }] });
  const arn = await thing(it, 'lamp');
  await job(it, 'update', [arn], { document: '{"url": "${aws:iot:s3-presigned-url:https://s3.amazonaws.com/firmware/v2.bin}"}',
    presignedUrlConfig: { roleArn: 'arn:aws:iam::123456789012:role/files', expiresInSec: 3600 } });
  const lamp = await device(it, 'lamp');
  lamp.say('start-next', {});
  await it.emulator.wait({ thing: 'lamp', status: 'IN_PROGRESS' });
  await it.go('/jobs/update?tab=document');
  await shown(/a URL that lasts for a while, made when a thing asks/);
  await shown(/X-Amz-Signature=/);
});
