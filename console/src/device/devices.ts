// The devices of this tab, which outlive the page that shows them.
import { emulator, ask } from '../api/send';
import type { Connection } from '../api/types';
import type { VirtualDevice } from './virtualDevice';

interface Handle {
  connect(): Promise<void>;
  worksAlone(value: boolean): void;
  get(): VirtualDevice | undefined;
  onChange(listener: () => void): () => void;
}

const handles = new Map<string, Handle>();

// Somebody else's connection would end by another of its name.
async function freeClientId(thing: string) {
  const { connections } = await ask<{ connections: Connection[] }>(emulator('ListConnections'));
  return connections.some(({ clientId }) => clientId === thing) ? `${thing}-console` : thing;
}

function made(thing: string): Handle {
  let virtual: VirtualDevice | undefined;
  const listeners = new Set<() => void>();
  const tell = () => listeners.forEach((listener) => listener());
  return {
    // MQTT is a large part of the console: it comes when it is needed.
    async connect() {
      if (!virtual) {
        const [module, clientId] = await Promise.all([import('./virtualDevice'), freeClientId(thing)]);
        virtual = new module.VirtualDevice(thing, clientId);
        virtual.onChange(tell);
      }
      await virtual.connect();
      tell();
    },
    worksAlone: (value) => virtual?.worksAlone(value),
    get: () => virtual,
    onChange(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

export function device(thing: string): Handle {
  let handle = handles.get(thing);
  if (!handle) handles.set(thing, (handle = made(thing)));
  return handle;
}
