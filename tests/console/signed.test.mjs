// An emulator that wants requests signed (--auth sigv4).

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shownConsole } from './browser.mjs';

process.env.IOT_JOBS_LOCAL_AUTH = 'sigv4';
const it = shownConsole();

test('the page asks for keys once, signs with them, and keeps them in the tab', async () => {
  await it.go('/things');
  const dialog = it.page.getByRole('dialog', { name: 'Sign requests' });
  await dialog.getByLabel('Access key id').fill('local');
  await dialog.getByLabel('Secret access key').fill('wrong');
  await dialog.getByRole('button', { name: 'Use these keys' }).click();
  await dialog.waitFor(); // asked again
  await dialog.getByLabel('Secret access key').fill('local');
  await dialog.getByRole('button', { name: 'Use these keys' }).click();
  await it.page.getByText('There are no things.').waitFor();
  await it.page.getByRole('button', { name: 'Create thing' }).click();
  await it.page.getByRole('dialog').getByLabel('Thing').fill('lamp:1');
  await it.page.getByRole('dialog').getByRole('button', { name: 'Create thing' }).click();
  await it.page.getByRole('heading', { level: 1, name: 'lamp:1' }).waitFor();
  await it.page.getByText('Nothing is pending.').first().waitFor();
  await it.page.reload();
  await it.page.getByRole('heading', { level: 1, name: 'lamp:1' }).waitFor();
  assert.equal(await dialog.count(), 0);
  assert.equal(await it.page.evaluate(() => JSON.stringify(localStorage).includes('secretAccessKey')), false);
});
