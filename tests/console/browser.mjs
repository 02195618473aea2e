// A browser that shows the console of an emulator of its own, and holds it to what is promised of
// every page: nothing from elsewhere, no error in its log.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import readline from 'node:readline';
import { after, before, beforeEach, afterEach } from 'node:test';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

const { iotJobs, stop } = createRequire(import.meta.url)('../../fixtures/node/iot-jobs-local.cjs');
const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);

export const newYear = '2026-01-01T00:00:00Z';

// For the tests of a file: `it.page` is new for each, `it.emulator` empty, its clock standing
// still.
export function shownConsole(options = {}) {
  const it = { problems: [], devices: [] };
  before(async () => {
    it.emulator = await iotJobs();
    it.browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  });
  after(async () => {
    await it.browser?.close();
    await stop();
  });
  beforeEach(async () => {
    await it.emulator.reset();
    await it.emulator.call('POST', 'clock', { freeze: true, set: newYear });
    await renew(it, options);
  });
  afterEach(async () => {
    it.devices.splice(0).forEach((device) => device.end());
    await it.context.close();
    const problems = it.problems.splice(0);
    assert.deepEqual(problems, []);
  });
  return it;
}

async function renew(it, options) {
  it.context = await it.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await it.context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('console', (message) => {
    // A refusal is shown; Chromium writes of it as well.
    const isRefusal = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isRefusal) it.problems.push(message.text());
  });
  page.on('pageerror', (error) => it.problems.push(String(error.stack)));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== it.emulator.url) it.problems.push(`asks ${request.url()}`);
  });
  it.page = page;
  it.go = (place) => page.goto(`${it.emulator.url}/console${place}`);
}

// Asks AWS's API, unsigned.
export async function aws(it, method, target, body) {
  const answer = await fetch(it.emulator.url + target, { method, body: body && JSON.stringify(body) });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${target}: ${text}`);
  return text ? JSON.parse(text) : {};
}

export async function thing(it, name, attributes = {}) {
  const { thingArn } = await aws(it, 'POST', `/things/${name}`, { attributePayload: { attributes } });
  return thingArn;
}

export async function job(it, jobId, targets, rest = {}) {
  return aws(it, 'PUT', `/jobs/${jobId}`, { targets, document: '{"action": "update"}', ...rest });
}

// A device on paho: say(topic, payload) publishes.
export async function device(it, name) {
  const { hostname, port } = new URL((await it.emulator.call('GET', 'environment')).variables.IOT_JOBS_LOCAL_MQTT_URL.replace('mqtt', 'http'));
  const child = spawn('/usr/bin/python3', [path.join(here, 'paho_device.py'), hostname, port, name],
    { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = readline.createInterface({ input: child.stdout });
  await new Promise((resolve, reject) => {
    lines.once('line', resolve);
    child.once('exit', () => reject(new Error('the device has ended')));
  });
  const made = {
    say: (topic, payload) => child.stdin.write(`${topic} ${JSON.stringify(payload)}\n`),
    end: () => child.kill(),
  };
  it.devices.push(made);
  return made;
}

// Until nothing on the page is still to come; its stream of events never ends.
export async function settled(page) {
  await page.waitForFunction(() => !/\bLoading\b/.test(document.body.innerText));
}

// What keeps people from using the page, as axe finds it (WCAG 2.2 AA).
export async function barriers(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }));
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}
