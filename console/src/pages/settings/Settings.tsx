import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { emulator } from '../../api/send';
import { keys, setKeys } from '../../api/keys';
import { ActionButton } from '../../calls/ActionButton';
import { refresh, useAsk } from '../../live/queries';
import { texts } from '../../texts/en';

interface Health {
  status: string;
  version: string;
  broker: string;
  problems: { text: string }[];
}

export default function Settings() {
  const health = useAsk<Health>(emulator('DescribeHealth')).data;
  const environment = useAsk<{ variables: Record<string, string> }>(emulator('GetEnvironment')).data?.variables ?? {};
  return (
    <ContentLayout header={<Header variant="h1" description={texts.settings.description}>{texts.pages.settings}</Header>}>
      <SpaceBetween size="l">
        <Container header={<Header variant="h2">{texts.settings.emulator}</Header>}>
          {health && (
            <KeyValuePairs columns={3} items={[
              { label: texts.settings.version, value: health.version },
              { label: texts.settings.health, value: <StatusIndicator type={health.status === 'ok' ? 'success' : 'error'}>
                {health.problems.map(({ text }) => text).join('; ') || texts.settings.well}</StatusIndicator> },
              { label: texts.settings.broker, value: health.broker },
            ]} />
          )}
        </Container>
        <Container header={<Header variant="h2" description={texts.settings.environmentText}>{texts.settings.environment}</Header>}>
          <pre className="code" tabIndex={0} aria-label={texts.settings.environment}>
            {Object.entries(environment).map(([name, value]) => `export ${name}=${value}`).join('\n')}</pre>
        </Container>
        <Container header={<Header variant="h2">{texts.settings.state}</Header>}>
          <SpaceBetween size="xs" direction="horizontal">
            <ActionButton call={emulator('Reset')} done={texts.settings.isReset} ask={texts.settings.resetText}>{texts.settings.reset}</ActionButton>
            <ActionButton call={emulator('Reset', { to: 'empty' })} done={texts.settings.isReset} ask={texts.settings.emptyText}>{texts.settings.empty}</ActionButton>
            <Button iconName="download" href="/_emulator/state" download="iot-jobs-local.state">{texts.settings.save}</Button>
            <Button iconName="download" href="/_emulator/ca.pem" download="ca.pem">{texts.connect.ca}</Button>
            {keys() && <Button onClick={() => {
              setKeys(undefined);
              refresh();
            }}>{texts.settings.forgetKeys}</Button>}
          </SpaceBetween>
        </Container>
      </SpaceBetween>
    </ContentLayout>
  );
}
