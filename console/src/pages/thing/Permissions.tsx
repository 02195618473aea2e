// What a thing's certificates may do, and a question to their policies.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import type { Call } from '../../api/operation';
import { act, iot } from '../../api/send';
import { Go } from '../../frame/links';
import { useAsk } from '../../live/queries';
import { texts } from '../../texts/en';

interface Tested {
  authResults: { authDecision: string; missingContextValues?: string[];
    allowed?: { policies?: { policyName: string }[] };
    denied?: { explicitDeny?: { policies?: { policyName: string }[] } } }[];
}

const actions = ['CONNECT', 'PUBLISH', 'SUBSCRIBE', 'RECEIVE'].map((value) => ({ value, label: value }));

function arnOf(principal: string, action: string, text: string) {
  const start = principal.slice(0, principal.lastIndexOf(':'));
  const kind = { CONNECT: 'client', SUBSCRIBE: 'topicfilter' }[action] ?? 'topic';
  return `${start}:${kind}/${text}`;
}

function Tester({ thing, principals }: { thing: string; principals: string[] }) {
  const [action, setAction] = useState(actions[1]);
  const [text, setText] = useState(`$aws/things/${thing}/jobs/start-next`);
  const [answer, setAnswer] = useState<Tested | Error>();
  const call: Call = iot('TestAuthorization', { principal: principals[0], clientId: thing,
    authInfos: [{ actionType: action.value, resources: [arnOf(principals[0], action.value, text)] }] });
  const result = answer && 'authResults' in answer ? answer.authResults[0] : undefined;
  const policies = [...(result?.allowed?.policies ?? []), ...(result?.denied?.explicitDeny?.policies ?? [])].map(({ policyName }) => policyName);
  return (
    <SpaceBetween size="s">
      <FormField label={texts.permissions.action}>
        <Select options={actions} selectedOption={action} onChange={({ detail }) => setAction(actions.find(({ value }) => value === detail.selectedOption.value)!)} />
      </FormField>
      <FormField label={texts.permissions.resource}><Input value={text} onChange={({ detail }) => setText(detail.value)} /></FormField>
      <Button onClick={() => act<Tested>(call).then(setAnswer, setAnswer)}>{texts.permissions.test}</Button>
      {answer instanceof Error && <Box>{answer.message}</Box>}
      {result && <StatusIndicator type={result.authDecision === 'ALLOWED' ? 'success' : 'error'}>
        {texts.permissions.decision(result.authDecision, policies)}</StatusIndicator>}
    </SpaceBetween>
  );
}

export function Permissions({ thing }: { thing: string }) {
  const principals = useAsk<{ principals: string[] }>(iot('ListThingPrincipals', { thingName: thing })).data?.principals ?? [];
  return (
    <Container header={<Header variant="h2">{texts.permissions.title}</Header>}>
      {principals.length === 0 ? <Box color="text-body-secondary">{texts.permissions.none}</Box> : (
        <SpaceBetween size="m">
          {principals.map((arn) => <Go key={arn} to={`/certificates?id=${arn.slice(arn.lastIndexOf('/') + 1)}`}>{arn.slice(arn.lastIndexOf('/') + 1, arn.lastIndexOf('/') + 17)}…</Go>)}
          <Tester thing={thing} principals={principals} />
        </SpaceBetween>
      )}
    </Container>
  );
}
