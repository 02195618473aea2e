// What is hostile, too long, too much or gone.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aws, device, job, settled, shownConsole, thing } from './browser.mjs';

const it = shownConsole();
const markup = '<img src=x onerror="globalThis.hit=1"><script>globalThis.hit=1</script>';

test('markup is text, wherever devices and people can put it', async () => {
  const arn = await thing(it, 'lamp', { colour: 'red' });
  await job(it, 'update', [arn], { description: markup, comment: markup, document: JSON.stringify({ action: markup }) });
  const lamp = await device(it, 'lamp');
  lamp.say('start-next', { statusDetails: { step: markup } });
  lamp.say('update/update', { status: 'IN_PROGRESS', statusDetails: { step: markup } });
  lamp.say('elsewhere', { text: markup });
  await it.emulator.wait({ topic: '$aws/things/lamp/jobs/update/update' });
  for (const place of ['/', '/jobs', '/jobs/update', '/jobs/update?tab=document', '/things/lamp', '/journal']) {
    await it.go(place);
    await it.page.getByRole('heading', { level: 1 }).waitFor();
    await settled(it.page);
    assert.equal(await it.page.evaluate(() => globalThis.hit), undefined, place);
    assert.equal(await it.page.locator('img[src=x]').count(), 0, place);
  }
});

test('a document of 32 KB, a name of 128 characters and deep JSON are shown whole', async () => {
  const name = 'n'.repeat(128);
  const deep = `${'{"a":'.repeat(60)}1${'}'.repeat(60)}`;
  const document = JSON.stringify({ deep: JSON.parse(deep), fill: 'x'.repeat(30_000), end: 'the end' });
  await job(it, 'j'.repeat(64), [await thing(it, name)], { document });
  await it.go(`/jobs/${'j'.repeat(64)}?tab=document`);
  await it.page.getByText('the end').first().waitFor();
  const [wide, width] = await it.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= width, `${wide} of ${width}`);
  await it.go(`/things/${name}`);
  await it.page.getByRole('heading', { level: 1, name }).waitFor();
});

test('who goes away is missed, and what was seen stays; who comes back is seen', async () => {
  await thing(it, 'lamp');
  await it.go('/things');
  await it.page.getByRole('link', { name: 'lamp' }).waitFor();
  await it.context.setOffline(true);
  await it.page.getByRole('button', { name: 'Let the clock go on' }).click();
  await it.page.getByText('The emulator does not answer').waitFor();
  await it.page.getByRole('link', { name: 'lamp' }).waitFor();
  await it.context.setOffline(false);
  await it.page.getByText('The emulator does not answer').waitFor({ state: 'detached' });
  await thing(it, 'fan');
  await it.page.getByRole('link', { name: 'fan' }).waitFor();
  it.problems.splice(0); // Chromium tells of requests that failed meanwhile
});

test('what AWS refuses is told in its words, and nothing is done', async () => {
  await it.go('/things');
  await it.page.getByRole('button', { name: 'Create thing' }).click();
  await it.page.getByRole('dialog').getByLabel('Thing').fill('no spaces here');
  await it.page.getByRole('dialog').getByRole('button', { name: 'Create thing' }).click();
  await it.page.getByText('CreateThing: InvalidRequestException').waitFor();
  assert.deepEqual((await aws(it, 'GET', '/things')).things, []);
});

test('the page answers while messages come by the thousand, and leaves none of its own traces', async () => {
  await thing(it, 'lamp');
  const lamp = await device(it, 'lamp');
  await it.go('/journal');
  for (let i = 0; i < 1000; ++i) lamp.say('flood', { number: i });
  await it.emulator.wait({ topic: '$aws/things/lamp/jobs/flood', count: 500 });
  const before = Date.now();
  await it.page.getByRole('link', { name: 'Things', exact: true }).first().click();
  await it.page.getByRole('link', { name: 'lamp' }).waitFor();
  assert.ok(Date.now() - before < 5000);
  const { entries } = await it.emulator.call('GET', 'journal?kind=call&limit=1000');
  assert.deepEqual(entries.filter(({ operation }) => operation === 'ListThings'), []);
});
