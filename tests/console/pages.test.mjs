// Every page, empty and full, light and dark: it is shown, nothing keeps people from using it, and
// its picture stands in docs/console (with SCREENSHOTS=1).

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { aws, barriers, device, job, settled, shownConsole, thing } from './browser.mjs';

const folder = new URL('../../docs/console/', import.meta.url).pathname;
const it = shownConsole({ colorScheme: 'light', viewport: { width: 1280, height: 1000 } });

async function picture(page, name) {
  if (!process.env.SCREENSHOTS) return;
  mkdirSync(folder, { recursive: true });
  const session = await it.context.newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 40 });
  writeFileSync(`${folder}${name}.webp`, Buffer.from(data, 'base64'));
  await session.detach();
}

async function holds(page, name) {
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.waitForFunction((isDark) => document.body.classList.contains('awsui-dark-mode') === isDark, colorScheme === 'dark');
    await picture(page, `${name}-${colorScheme}`);
    assert.deepEqual(await barriers(page), [], `${name}, ${colorScheme}`);
  }
}

// A house with a job that is half done, one that waits, and one that has ended.
async function fill() {
  const names = Array.from({ length: 12 }, (_, i) => `lamp-${i + 1}`);
  const arns = [];
  for (const name of names) arns.push(await thing(it, name, { colour: 'red' }));
  await aws(it, 'POST', '/thing-groups/house');
  for (const thingName of names) await aws(it, 'PUT', '/thing-groups/addThingToThingGroup', { thingGroupName: 'house', thingName });
  await aws(it, 'PUT', '/job-templates/blink', { jobTemplateId: 'blink', description: 'Blinks', document: '{"action": "blink"}' });
  await it.emulator.call('POST', 'devices', { name: 'fan', group: 'house' });
  await it.emulator.call('POST', 'seed', { files: [{ bucket: 'firmware', key: 'v2.bin', text: 'new' }] });
  await job(it, 'update', arns, { jobExecutionsRolloutConfig: { maximumPerMinute: 3 }, timeoutConfig: { inProgressTimeoutInMinutes: 30 },
    abortConfig: { criteriaList: [{ failureType: 'FAILED', action: 'CANCEL', thresholdPercentage: 50, minNumberOfExecutedThings: 4 }] },
    description: 'Firmware 2' });
  await it.emulator.call('POST', 'clock', { advance: '1m' });
  await job(it, 'nightly', [arns[0]], { schedulingConfig: { startTime: '2026-01-01T01:00', maintenanceWindows: [{ startTime: 'cron(0 2 * * ? *)', durationInMinutes: 60 }] }, targetSelection: 'CONTINUOUS' });
  const lamp = await device(it, 'lamp-1');
  lamp.say('start-next', {});
  lamp.say('update/update', { status: 'IN_PROGRESS', statusDetails: { progress: '40', step: 'download' } });
  lamp.say('update/update', { status: 'FAILED', expectedVersion: 99 });
  await it.emulator.wait({ topic: '$aws/things/lamp-1/jobs/update/update', count: 2 });
  await it.emulator.call('POST', 'faults', { preset: 'lost-final-update' });
}

const pages = {
  overview: ['/', 'Overview'], jobs: ['/jobs', 'Jobs'], job: ['/jobs/update', 'update'],
  'job-rollout': ['/jobs/update?tab=rollout', 'update'], 'job-abort': ['/jobs/update?tab=abort', 'update'],
  'job-schedule': ['/jobs/nightly?tab=schedule', 'nightly'], 'job-document': ['/jobs/update?tab=document', 'update'],
  'create-job': ['/create-job?like=update', /What/], connect: ['/connect', 'Connect my device'],
  things: ['/things', 'Things'], thing: ['/things/lamp-1', 'lamp-1'], groups: ['/groups/house', 'Groups'],
  templates: ['/templates', 'Templates'], files: ['/files', 'Files'], certificates: ['/certificates', 'Certificates and policies'],
  journal: ['/journal', 'Journal'], faults: ['/faults', 'Faults'], time: ['/time', 'Time'], settings: ['/settings', 'Settings'],
};

test('each page of a full emulator is shown, and nothing keeps people from using it', async () => {
  await fill();
  for (const [name, [place, heading]] of Object.entries(pages)) {
    await it.go(place);
    await it.page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await settled(it.page);
    await holds(it.page, name);
  }
});

test('each page of an empty emulator says what there could be', async () => {
  for (const place of ['/', '/jobs', '/things', '/groups', '/files', '/certificates', '/journal', '/faults', '/time']) {
    await it.go(place);
    await it.page.getByRole('heading', { level: 1 }).waitFor();
    await settled(it.page);
    await holds(it.page, `empty${place.replace('/', '-').replace(/-$/, '')}`);
  }
});

test('a telephone shows each page without a line that is too long', async () => {
  await fill();
  await it.page.setViewportSize({ width: 320, height: 700 });
  for (const [name, [place, heading]] of Object.entries(pages)) {
    await it.go(place);
    await it.page.getByRole('heading', { level: 1, name: heading }).waitFor();
    const [wide, width] = await it.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide <= width, `${name} is ${wide} wide`);
  }
});

test('the way from the root leads browsers to the console, and a page has an address of its own', async () => {
  await thing(it, 'lamp');
  await it.page.goto(`${it.emulator.url}/`);
  await it.page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  assert.equal(new URL(it.page.url()).pathname, '/console/');
  await it.page.getByRole('link', { name: 'Things', exact: true }).first().click();
  await it.page.getByRole('link', { name: 'lamp' }).click();
  assert.equal(new URL(it.page.url()).pathname, '/console/things/lamp');
  await it.page.reload();
  await it.page.getByRole('heading', { level: 1, name: 'lamp' }).waitFor();
});

test('the first page comes with half a megabyte, and others are not loaded with it', async () => {
  await thing(it, 'lamp');
  const session = await it.context.newCDPSession(it.page);
  await session.send('Network.enable');
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await it.go('/');
  await it.page.getByText('Last messages').waitFor();
  assert.ok(bytes > 100_000 && bytes < 500_000, `${bytes} bytes`);
});
