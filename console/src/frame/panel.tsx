// The split panel: the whole of what a page has chosen.
import { type ReactNode, createContext, useContext, useEffect } from 'react';

export interface Panel {
  header: string;
  content: ReactNode;
  onClose: () => void;
}

export const PanelContext = createContext<(panel: Panel | undefined) => void>(() => {});

// Shown as long as the page has it.
export function usePanel(panel: Panel | undefined) {
  const show = useContext(PanelContext);
  useEffect(() => {
    show(panel);
  });
  useEffect(() => () => show(undefined), [show]);
}
