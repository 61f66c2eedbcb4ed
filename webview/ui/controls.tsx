/**
 * The only place that knows the component toolkit: its elements as Preact components. The toolkit is archived upstream;
 * to replace it, rewrite this file. Sizes are set through its own design tokens in `controls.css`.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { h, type ComponentChildren, type JSX, type RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodeTextField(),
);

interface ButtonProps {
  children: ComponentChildren;
  secondary?: boolean;
  onClick(): void;
}

export function Button({ children, secondary, onClick }: ButtonProps): JSX.Element {
  return h('vscode-button', { appearance: secondary ? 'secondary' : 'primary', onClick }, children);
}

interface CheckboxProps {
  checked: boolean;
  onChange(checked: boolean): void;
  children: ComponentChildren;
  boxRef?: RefObject<HTMLElement>;
}

export function Checkbox({ checked, onChange, children, boxRef }: CheckboxProps): JSX.Element {
  const own = useRef<HTMLElement>(null);
  const ref = boxRef ?? own;
  useLayoutEffect(() => {
    if (ref.current) Reflect.set(ref.current, 'checked', checked);
  }, [checked, ref]);
  const change = (event: Event): void => {
    const now = Reflect.get(event.currentTarget as object, 'checked') === true;
    // It also tells of the change that was just set from outside.
    if (now !== checked) onChange(now);
  };
  return h('vscode-checkbox', { ref, class: 'check-box', onChange: change }, children);
}

export interface TextFieldProps {
  /** What a screen reader calls it. */
  label: string;
  value: string;
  onInput?(value: string): void;
  /** Enter, or leaving the field after a change. */
  onCommit?(value: string): void;
  placeholder?: string;
  class?: string;
  /** Id of the element that says what is wrong. */
  describedBy?: string;
  invalid?: boolean;
  /** Before and after the text, not `span` (the toolkit sizes those as icons). */
  start?: ComponentChildren;
  end?: ComponentChildren;
  fieldRef?: RefObject<HTMLElement>;
}

export function TextField(props: TextFieldProps): JSX.Element {
  const own = useRef<HTMLElement>(null);
  const ref = props.fieldRef ?? own;
  useInnerInput(ref, props);
  return h(
    'vscode-text-field',
    {
      ref,
      class: `field ${props.class ?? ''} ${props.invalid ? 'invalid' : ''}`,
      'aria-label': props.label,
      'current-value': props.value,
      placeholder: props.placeholder ?? '',
      onInput: (event: Event) => props.onInput?.(valueOf(event.currentTarget)),
      onChange: (event: Event) => props.onCommit?.(valueOf(event.currentTarget)),
    },
    props.start,
    props.end,
  );
}

function valueOf(element: EventTarget | null): string {
  return String(Reflect.get(element as object, 'value') ?? '');
}

/** The toolkit keeps its `input` in a shadow tree; what it doesn't pass on is set there. */
function useInnerInput(ref: RefObject<HTMLElement>, { value, invalid, describedBy }: TextFieldProps): void {
  useLayoutEffect(() => {
    if (ref.current) Reflect.set(ref.current, 'value', value);
  }, [value, ref]);
  useEffect(() => {
    const input = innerInput(ref.current);
    if (!input) return;
    input.setAttribute('autocomplete', 'off');
    input.setAttribute('spellcheck', 'false');
    input.setAttribute('aria-invalid', String(Boolean(invalid)));
    if (describedBy) input.setAttribute('aria-description', describedBy);
    else input.removeAttribute('aria-description');
  });
}

function innerInput(field: HTMLElement | null): HTMLInputElement | null {
  return field?.shadowRoot?.querySelector('input') ?? null;
}

/** Puts the caret into a text field and selects what is in it. */
export function focusField(field: HTMLElement | null): void {
  const input = innerInput(field);
  input?.focus();
  input?.select();
}

interface DropdownProps {
  label: string;
  value: string;
  options: { value: string; text: string }[];
  onChange(value: string): void;
  class?: string;
}

export function Dropdown({ label, value, options, onChange, class: className }: DropdownProps): JSX.Element {
  const ref = useRef<HTMLElement>(null);
  const texts = options.map((option) => option.text).join('\n');
  useEffect(() => {
    if (ref.current) Reflect.set(ref.current, 'value', value); // after its options are there
  }, [value, texts]);
  return h(
    'vscode-dropdown',
    {
      ref,
      class: `dropdown ${className ?? ''}`,
      'aria-label': label,
      onChange: (event: Event) => {
        const chosen = valueOf(event.currentTarget);
        if (chosen !== value && options.some((option) => option.value === chosen)) onChange(chosen);
      },
    },
    options.map((option) => h('vscode-option', { key: option.value, value: option.value }, option.text)),
  );
}
