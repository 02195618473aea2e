// A call in each language, to be copied.
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Call } from '../api/operation';
import { texts } from '../texts/en';
import { type Language, written } from './languages';

export function CallCode({ call }: { call: Call }) {
  const [language, setLanguage] = useState<Language>(
    () => (localStorage.getItem('iot-jobs-local.language') as Language | null) ?? 'cli');
  const code = written(call, language, location.origin);
  return (
    <SpaceBetween size="xs">
      <SpaceBetween size="xs" direction="horizontal">
        <SegmentedControl label={texts.calls.language} selectedId={language}
          options={(['cli', 'boto3', 'javascript', 'curl'] as const).map((id) => ({ id, text: texts.calls[id] }))}
          onChange={({ detail }) => {
            localStorage.setItem('iot-jobs-local.language', detail.selectedId);
            setLanguage(detail.selectedId as Language);
          }} />
        <CopyToClipboard copyButtonText={texts.calls.copy} textToCopy={code}
          copySuccessText={texts.calls.copied} copyErrorText={texts.calls.notCopied} />
      </SpaceBetween>
      <pre className="code" tabIndex={0} aria-label={texts.calls.code}>{code}</pre>
    </SpaceBetween>
  );
}
