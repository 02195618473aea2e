// Sends requests to the emulator, and knows whether it is there.
import { type Call, type Wire, wireOf } from './operation';
import { keys, wantKeys } from './keys';
import { signed } from './signature';
import { type Clock, emulatorNow, sawClock } from '../clock/emulatorTime';
import { remember } from '../calls/made';
import { setReachable } from '../live/reachable';

export class ApiError extends Error {
  constructor(readonly errorName: string, message: string, readonly status: number) {
    super(message);
    this.name = 'ApiError';
  }
}

// AWS's names of what is wrong with a signature.
const signatureErrors = ['UnrecognizedClientException', 'InvalidSignatureException',
  'MissingAuthenticationTokenException', 'MissingAuthenticationToken',
  'IncompleteSignatureException', 'InvalidClientTokenId', 'ExpiredTokenException'];

// The emulator's clock, which says whether a signature is too old.
export async function signingTime() {
  if (Number.isNaN(emulatorNow().getTime())) sawClock(await ask<Clock>(emulator('DescribeClock')));
  return emulatorNow();
}

async function headersFor(call: Call, wire: Wire) {
  const headers = { ...wire.headers };
  // Who looks leaves no trace in the journal that is to be shown here.
  if (wire.method === 'GET') headers['x-iot-jobs-local-trace'] = 'none';
  const signer = keys();
  if (call.service === 'emulator' || !signer) {
    // The two planes have a path in common; what a request is signed for tells them apart.
    if (call.service === 'iot-jobs-data' && !signer) {
      headers.authorization = 'AWS4-HMAC-SHA256 Credential=console/20260101/us-east-1/' +
        'iot-jobs-data/aws4_request, SignedHeaders=host, Signature=0';
    }
    return headers;
  }
  return { ...headers, ...(await signed(wire, call.service, signer, await signingTime(), location.host)) };
}

async function answered(call: Call): Promise<Response> {
  const wire = wireOf(call);
  const headers = await headersFor(call, wire);
  let response: Response;
  try {
    response = await fetch(wire.target, {
      method: wire.method, headers, body: wire.body || undefined, cache: 'no-store',
    });
  } catch (cause) {
    setReachable(false);
    throw new ApiError('NetworkError', String(cause), 0);
  }
  setReachable(true);
  if (response.ok) return response;
  const error = (await response.json().catch(() => ({}))) as { message?: string };
  const name = (response.headers.get('x-amzn-errortype') ?? '').split(':')[0];
  if (signatureErrors.includes(name)) wantKeys();
  throw new ApiError(name || `HTTP ${response.status}`, error.message ?? '', response.status);
}

// A question, or a change that need not be shown.
export async function ask<T>(call: Call): Promise<T> {
  const text = await (await answered(call)).text();
  return (text ? JSON.parse(text) : {}) as T;
}

// A change that somebody asked for: it is remembered, to be shown and copied.
export async function act<T>(call: Call): Promise<T> {
  try {
    const output = await ask<T>(call);
    remember(call, undefined);
    return output;
  } catch (error) {
    remember(call, error as Error);
    throw error;
  }
}

export const iot = (operation: string, input: object = {}): Call =>
  ({ service: 'iot', operation, input: { ...input } });
export const data = (operation: string, input: object = {}): Call =>
  ({ service: 'iot-jobs-data', operation, input: { ...input } });
export const emulator = (operation: string, input: object = {}): Call =>
  ({ service: 'emulator', operation, input: { ...input } });
