/** Parquet files of one plain, uncompressed page a column: by hand, so that they can hold what no writer would write. */

/** Thrift's compact protocol, as far as Parquet needs it. */
type Thrift =
  { i32: number } | { i64: number } | { binary: string } | { list: Thrift[] } | { struct: (Thrift | undefined)[] };

export interface HandColumn {
  name: string;
  texts: string[];
  /** 0: text, 19: JSON; as in Parquet's `ConvertedType`. */
  converted?: number;
}

/** @param more elements of the schema behind the columns, which have no data */
export function writeParquet(columns: HandColumn[], more: SchemaElement[] = []): Buffer {
  const pieces: Buffer[] = [Buffer.from('PAR1')];
  let at = 4;
  const chunks = columns.map(({ name, texts }) => {
    const values = Buffer.concat(
      texts.map((text) => Buffer.concat([uint32(Buffer.byteLength(text)), Buffer.from(text)])),
    );
    const header = pageHeader(texts.length, values.length);
    const chunk = columnChunk(name, texts.length, header.length + values.length, at);
    pieces.push(header, values);
    at += header.length + values.length;
    return chunk;
  });
  const rows = columns[0]?.texts.length ?? 0;
  const elements = columns.map(({ name, converted = 0 }) => schemaElement({ name, converted }));
  const footer = encode({
    struct: [
      { i32: 1 },
      {
        list: [
          schemaElement({ name: 'root', children: columns.length + more.length }),
          ...elements,
          ...more.map(schemaElement),
        ],
      },
      { i64: rows },
      { list: [{ struct: [{ list: chunks }, { i64: at }, { i64: rows }] }] },
    ],
  });
  return Buffer.concat([...pieces, footer, uint32(footer.length), Buffer.from('PAR1')]);
}

/** A leaf of texts, or a group of `children` elements that follow. */
export interface SchemaElement {
  name: string;
  converted?: number;
  children?: number;
}

function schemaElement({ name, converted, children }: SchemaElement): Thrift {
  const isLeaf = children === undefined;
  const type = isLeaf ? { i32: 6 } : undefined;
  const count = isLeaf ? undefined : { i32: children };
  return {
    struct: [
      type,
      undefined,
      { i32: 0 },
      { binary: name },
      count,
      converted === undefined ? undefined : { i32: converted },
    ],
  };
}

function columnChunk(name: string, values: number, bytes: number, at: number): Thrift {
  const about = [
    { i32: 6 },
    { list: [{ i32: 0 }] },
    { list: [{ binary: name }] },
    { i32: 0 },
    { i64: values },
    { i64: bytes },
    { i64: bytes },
    undefined,
    { i64: at },
  ];
  return { struct: [undefined, { i64: at }, { struct: about }] };
}

function pageHeader(values: number, bytes: number): Buffer {
  const data = { struct: [{ i32: values }, { i32: 0 }, { i32: 3 }, { i32: 3 }] };
  return encode({ struct: [{ i32: 0 }, { i32: bytes }, { i32: bytes }, undefined, data] });
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function encode(value: Thrift): Buffer {
  const out: number[] = [];
  put(value, out);
  return Buffer.from(out);
}

function put(value: Thrift, out: number[]): void {
  if ('i32' in value) varint(value.i32 * 2, out);
  else if ('i64' in value) varint(value.i64 * 2, out);
  else if ('binary' in value) {
    const bytes = Buffer.from(value.binary);
    varint(bytes.length, out);
    for (const byte of bytes) out.push(byte);
  } else if ('list' in value) {
    out.push(0xf0 | (value.list.length > 0 ? typeOf(value.list[0]) : 12));
    varint(value.list.length, out);
    for (const element of value.list) put(element, out);
  } else {
    let last = 0;
    for (const [i, field] of value.struct.entries()) {
      if (!field) continue;
      out.push(((i + 1 - last) << 4) | typeOf(field));
      last = i + 1;
      put(field, out);
    }
    out.push(0);
  }
}

function typeOf(value: Thrift): number {
  if ('i32' in value) return 5;
  if ('i64' in value) return 6;
  if ('binary' in value) return 8;
  return 'list' in value ? 9 : 12;
}

function varint(value: number, out: number[]): void {
  let left = value;
  for (; left > 127; left = Math.floor(left / 128)) out.push((left % 128) | 128);
  out.push(left);
}
