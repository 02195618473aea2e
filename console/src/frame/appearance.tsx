// Light or dark: as the reader's system has it, until the reader says otherwise.
import Button from '@cloudscape-design/components/button';
import { Mode, applyMode } from '@cloudscape-design/global-styles';
import { useState } from 'react';
import { texts } from '../texts/en';

const place = 'iot-jobs-local.mode';
const system = () => (matchMedia('(prefers-color-scheme: dark)').matches ? Mode.Dark : Mode.Light);
const chosen = () => (localStorage.getItem(place) as Mode | null) ?? system();

export function startAppearance() {
  applyMode(chosen());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => applyMode(chosen()));
}

export function AppearanceButton() {
  const [mode, setMode] = useState(chosen);
  const other = mode === Mode.Dark ? Mode.Light : Mode.Dark;
  return (
    <Button ariaLabel={texts.appearance[other]} onClick={() => {
      localStorage.setItem(place, other);
      applyMode(other);
      setMode(other);
    }}>{mode === Mode.Dark ? '☀' : '☾'}</Button>
  );
}
