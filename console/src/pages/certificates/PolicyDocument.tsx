import { iot } from '../../api/send';
import { Json } from '../../json/Json';
import { useAsk } from '../../live/queries';
import { texts } from '../../texts/en';

export function PolicyDocument({ name }: { name: string }) {
  const { data, error } = useAsk<{ policyDocument: string }>(iot('GetPolicy', { policyName: name }));
  return <Json value={data?.policyDocument ?? error?.message ?? ''} label={texts.certificates.policy} />;
}
