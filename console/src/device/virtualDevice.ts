// A device that lives in this tab, and speaks to the emulator as any other: MQTT, by WebSocket.
import mqtt, { type MqttClient } from 'mqtt';

export interface NextJob {
  jobId: string;
  executionNumber: number;
  versionNumber: number;
  status: string;
  jobDocument?: unknown;
}

const stepsApart = 1500; // milliseconds

export class VirtualDevice {
  private client?: MqttClient;
  private alone = false;
  private execution?: NextJob;
  private listeners = new Set<() => void>();

  constructor(readonly thing: string, private readonly clientId: string) {}

  get connected() {
    return this.client?.connected ?? false;
  }

  get current() {
    return this.execution;
  }

  onChange(listener: () => void) {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  private topic(rest: string) {
    return `$aws/things/${this.thing}/jobs/${rest}`;
  }

  async connect() {
    if (this.client) return;
    const url = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/mqtt`;
    const client = mqtt.connect(url, { clientId: this.clientId, protocolVersion: 4, reconnectPeriod: 2000,
      timerVariant: 'native' }); // its own would be a worker, which the page's policy has not
    this.client = client;
    client.on('message', (topic, payload) => this.heard(topic, payload.toString()));
    client.on('close', () => this.tell());
    client.on('connect', () => void this.subscribe());
    await new Promise<void>((resolve) => {
      client.once('connect', () => resolve());
      client.once('close', () => resolve());
    });
    this.tell();
  }

  private async subscribe() {
    await this.client?.subscribeAsync([this.topic('notify-next'), this.topic('start-next/accepted'),
      this.topic('start-next/rejected'), this.topic('get/accepted'), this.topic('+/update/accepted'),
      this.topic('+/update/rejected')], { qos: 1 });
    this.tell();
    if (this.alone) this.startNext();
  }

  disconnect() {
    this.client?.end();
    this.client = undefined;
    this.execution = undefined;
    this.tell();
  }

  // Whether it does what it is told without being asked to.
  worksAlone(value: boolean) {
    this.alone = value;
    if (value && this.connected) this.startNext();
    this.tell();
  }

  get isAlone() {
    return this.alone;
  }

  getPending() {
    this.publish('get', {});
  }

  startNext() {
    this.publish('start-next', {});
  }

  report(job: string, status: string, statusDetails: Record<string, string>, expectedVersion?: number) {
    this.publish(`${job}/update`, { status, statusDetails, ...(expectedVersion ? { expectedVersion } : {}) });
  }

  private publish(rest: string, payload: object) {
    this.client?.publish(this.topic(rest), JSON.stringify(payload), { qos: 1 });
  }

  private heard(topic: string, text: string) {
    const message = JSON.parse(text || '{}') as { execution?: Partial<NextJob> };
    if (topic.endsWith('start-next/accepted')) {
      this.execution = message.execution?.jobId ? message.execution as NextJob : undefined;
      if (this.alone && this.execution) this.work(this.execution);
    } else if (topic.endsWith('notify-next') && this.alone && message.execution?.jobId &&
      message.execution.status === 'QUEUED') {
      this.startNext();
    }
    this.tell();
  }

  // As a lamp would: in steps, each reported.
  private work({ jobId }: NextJob) {
    const steps = ['25', '50', '75'];
    const step = (i: number) => {
      if (!this.alone || !this.client) return;
      if (i === steps.length) return this.report(jobId, 'SUCCEEDED', { progress: '100' });
      this.report(jobId, 'IN_PROGRESS', { progress: steps[i] });
      setTimeout(() => step(i + 1), stepsApart);
    };
    setTimeout(() => step(0), stepsApart);
  }

  private tell() {
    this.listeners.forEach((listener) => listener());
  }
}
