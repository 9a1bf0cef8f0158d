/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-vault"

#include "vault/uke-recovery-code.h"

#include "vault/uke-vault-error.h"

#include <sodium.h>
#include <string.h>

/* A line is a word of a Reed-Solomon code over GF(32): ten symbols s[0] to s[9] with
 *
 *   sum of s[i]         = line
 *   sum of s[i] * a^i   = line * a^20
 *
 * so that any two wrong symbols in a line are noticed, also two neighbours exchanged, one wrong
 * symbol can be pointed at, and a line in another line's place shows as an error at the
 * impossible position 20. The field is GF(2)[x] / (x^5 + x^2 + 1) with a = x. */
#define N_SYMBOLS (UKE_RECOVERY_CODE_LINES * UKE_RECOVERY_CODE_LINE_SYMBOLS)
#define LINE_DATA 8
#define GROUP_SYMBOLS 4
#define GROUPS_PER_LINE 3
#define ORDER_POSITION 20
/* "ABCD-EFGH-JK" and a line end or NUL. */
#define LINE_TEXT (UKE_RECOVERY_CODE_LINE_SYMBOLS + 3)
/* Far more than any way of writing forty symbols; what is longer is not read. */
#define MAX_TYPED_BYTES 4096

/* Crockford's alphabet: without I, L, O and U. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* What was typed, character for character, without what stands between the symbols. */
typedef struct {
  uint8_t symbols[N_SYMBOLS];
  int n_symbols;       /* may exceed N_SYMBOLS; those beyond are counted only */
  int first_odd_group; /* first group of a length that it never has, from 0, or -1 */
  int n_groups;
  int group_symbols; /* in the group that is being read */
} TypedCode;

static uint8_t
multiply (unsigned a, unsigned b)
{
  unsigned product = 0;

  for (int bit = 0; bit < 5; bit++) {
    if (b >> bit & 1)
      product ^= a << bit;
  }
  for (int bit = 8; bit >= 5; bit--) {
    if (product >> bit & 1)
      product ^= 0x25u << (bit - 5);
  }
  return (uint8_t)product;
}

static uint8_t
power (int exponent)
{
  uint8_t result = 1;

  for (int i = 0; i < exponent % 31; i++)
    result = multiply (result, 2);
  return result;
}

static uint8_t
invert (uint8_t a)
{
  uint8_t result = 1;

  /* a^31 = 1 for every a but 0. */
  for (int i = 0; i < 30; i++)
    result = multiply (result, a);
  return result;
}

/* What the two sums of @n symbols lack to what @line demands. */
static void
measure_line (const uint8_t *symbols, int n, int line, uint8_t out_lack[2])
{
  out_lack[0] = (uint8_t)line;
  out_lack[1] = multiply ((unsigned)line, power (ORDER_POSITION));
  for (int i = 0; i < n; i++) {
    out_lack[0] ^= symbols[i];
    out_lack[1] ^= multiply (symbols[i], power (i));
  }
}

static void
complete_line (uint8_t symbols[UKE_RECOVERY_CODE_LINE_SYMBOLS], int line)
{
  uint8_t lack[2];
  uint8_t step = power (LINE_DATA) ^ power (LINE_DATA + 1);

  measure_line (symbols, LINE_DATA, line, lack);
  symbols[9] = multiply (lack[1] ^ multiply (lack[0], power (LINE_DATA)), invert (step));
  symbols[8] = lack[0] ^ symbols[9];
}

static UkeRecoveryCodeFinding
judge_line (const uint8_t symbols[UKE_RECOVERY_CODE_LINE_SYMBOLS], int line)
{
  UkeRecoveryCodeFinding finding = { UKE_RECOVERY_CODE_FAULT_CHECKSUM, line, 0 };
  uint8_t lack[2], ratio;

  measure_line (symbols, UKE_RECOVERY_CODE_LINE_SYMBOLS, line, lack);
  if (lack[0] == 0 && lack[1] == 0)
    return (UkeRecoveryCodeFinding){ UKE_RECOVERY_CODE_FAULT_NONE, 0, 0 };
  if (lack[0] == 0 || lack[1] == 0)
    return finding;

  ratio = multiply (lack[1], invert (lack[0]));
  for (int i = 0; i < UKE_RECOVERY_CODE_LINE_SYMBOLS; i++) {
    if (ratio == power (i))
      finding.group = i / GROUP_SYMBOLS + 1;
  }
  if (ratio == power (ORDER_POSITION) && (lack[0] ^ line) >= 1
      && (lack[0] ^ line) <= UKE_RECOVERY_CODE_LINES)
    finding.fault = UKE_RECOVERY_CODE_FAULT_ORDER;
  return finding;
}

static gboolean
is_separator (gunichar c)
{
  return g_unichar_isspace (c) || g_unichar_type (c) == G_UNICODE_DASH_PUNCTUATION
         || g_unichar_type (c) == G_UNICODE_FORMAT || strchr ("._,:/|", c < 128 ? (int)c : 'x')
         || c == 0x2212 /* minus */ || c == 0x30fc /* long vowel mark */ || c == 0x30fb /* nakaguro
                                                                                         */
         || c == 0xff70 /* half-width long vowel mark */ || c == 0x3001 || c == 0x3002;
}

/* The value of a typed symbol, or -1. */
static int
read_symbol (gunichar c)
{
  const char *found;

  if (c >= 0xff01 && c <= 0xff5e)
    c -= 0xfee0;
  if (c == 0 || c > 127)
    return -1;
  c = (gunichar)g_ascii_toupper ((char)c);
  if (c == 'O')
    c = '0';
  else if (c == 'I' || c == 'L')
    c = '1';
  found = strchr (alphabet, (int)c);
  return found != NULL ? (int)(found - alphabet) : -1;
}

static void
end_group (TypedCode *code)
{
  int expected = code->n_groups % GROUPS_PER_LINE == 2 ? 2 : GROUP_SYMBOLS;

  if (code->group_symbols == 0)
    return;
  if (code->group_symbols != expected && code->first_odd_group < 0)
    code->first_odd_group = code->n_groups;
  code->n_groups++;
  code->group_symbols = 0;
}

static UkeRecoveryCodeFinding
point_at_symbol (UkeRecoveryCodeFault fault, int symbol)
{
  return (UkeRecoveryCodeFinding){
    fault,
    MIN (symbol / UKE_RECOVERY_CODE_LINE_SYMBOLS, UKE_RECOVERY_CODE_LINES - 1) + 1,
    symbol % UKE_RECOVERY_CODE_LINE_SYMBOLS / GROUP_SYMBOLS + 1,
  };
}

static UkeRecoveryCodeFinding
read_typed (const char *typed, TypedCode *code)
{
  size_t len = strnlen (typed, MAX_TYPED_BYTES + 1);

  memset (code, 0, sizeof *code);
  code->first_odd_group = -1;
  if (len > MAX_TYPED_BYTES)
    return (UkeRecoveryCodeFinding){ UKE_RECOVERY_CODE_FAULT_LONG, 0, 0 };
  if (!g_utf8_validate_len (typed, len, NULL))
    return (UkeRecoveryCodeFinding){ UKE_RECOVERY_CODE_FAULT_CHARACTER, 0, 0 };

  for (const char *at = typed; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);
    int symbol = read_symbol (c);

    if (symbol < 0 && !is_separator (c))
      return point_at_symbol (UKE_RECOVERY_CODE_FAULT_CHARACTER, code->n_symbols);
    if (symbol < 0) {
      end_group (code);
      continue;
    }
    if (code->n_symbols < N_SYMBOLS)
      code->symbols[code->n_symbols] = (uint8_t)symbol;
    code->n_symbols++;
    code->group_symbols++;
  }
  end_group (code);
  return (UkeRecoveryCodeFinding){ code->n_symbols == 0 ? UKE_RECOVERY_CODE_FAULT_EMPTY
                                                        : UKE_RECOVERY_CODE_FAULT_NONE,
                                   0, 0 };
}

/* Where symbols are missing or too many: the first group of an odd length, if the groups were
 * typed apart, else the first line that does not add up. */
static UkeRecoveryCodeFinding
judge_length (const TypedCode *code)
{
  UkeRecoveryCodeFault fault
      = code->n_symbols < N_SYMBOLS ? UKE_RECOVERY_CODE_FAULT_SHORT : UKE_RECOVERY_CODE_FAULT_LONG;
  int n_lines = MIN (code->n_symbols, N_SYMBOLS) / UKE_RECOVERY_CODE_LINE_SYMBOLS;

  if (code->n_groups > UKE_RECOVERY_CODE_LINES && code->first_odd_group >= 0)
    return (UkeRecoveryCodeFinding){
      fault,
      MIN (code->first_odd_group / GROUPS_PER_LINE, UKE_RECOVERY_CODE_LINES - 1) + 1,
      code->first_odd_group % GROUPS_PER_LINE + 1,
    };
  for (int line = 1; line <= n_lines; line++) {
    const uint8_t *symbols = code->symbols + (line - 1) * UKE_RECOVERY_CODE_LINE_SYMBOLS;

    if (judge_line (symbols, line).fault != UKE_RECOVERY_CODE_FAULT_NONE)
      return (UkeRecoveryCodeFinding){ fault, line, 0 };
  }
  return (UkeRecoveryCodeFinding){ fault, MIN (n_lines + 1, UKE_RECOVERY_CODE_LINES), 0 };
}

static UkeRecoveryCodeFinding
judge_code (const TypedCode *code)
{
  UkeRecoveryCodeFinding finding = { UKE_RECOVERY_CODE_FAULT_NONE, 0, 0 };

  if (code->n_symbols != N_SYMBOLS)
    return judge_length (code);
  for (int line = 1; line <= UKE_RECOVERY_CODE_LINES; line++) {
    finding = judge_line (code->symbols + (line - 1) * UKE_RECOVERY_CODE_LINE_SYMBOLS, line);
    if (finding.fault != UKE_RECOVERY_CODE_FAULT_NONE)
      break;
  }
  return finding;
}

/**
 * uke_recovery_code_generate:
 *
 * Returns: (transfer full): a new code of %UKE_RECOVERY_CODE_BYTES random bytes
 * Thread: any
 * Source: security.md 3.5
 */
UkeSecret *
uke_recovery_code_generate (void)
{
  return uke_secret_new_random (UKE_RECOVERY_CODE_BYTES);
}

/**
 * uke_recovery_code_format_line:
 * @code: a code of %UKE_RECOVERY_CODE_BYTES bytes
 * @line: 1 to %UKE_RECOVERY_CODE_LINES
 *
 * Returns: (transfer full): one line as a text, "ABCD-EFGH-JK": two groups of the code, then two
 * symbols that guard them
 * Thread: any
 */
UkeSecret *
uke_recovery_code_format_line (const UkeSecret *code, int line)
{
  uint8_t symbols[UKE_RECOVERY_CODE_LINE_SYMBOLS];
  uint64_t bits = 0;
  UkeSecret *text;
  char *out;

  g_return_val_if_fail (uke_secret_len (code) == UKE_RECOVERY_CODE_BYTES, NULL);
  g_return_val_if_fail (line >= 1 && line <= UKE_RECOVERY_CODE_LINES, NULL);

  for (int i = 0; i < 5; i++)
    bits = bits << 8 | uke_secret_peek (code)[(line - 1) * 5 + i];
  for (int i = 0; i < LINE_DATA; i++)
    symbols[i] = (uint8_t)(bits >> (35 - 5 * i) & 31);
  complete_line (symbols, line);

  text = uke_secret_new (LINE_TEXT - 1);
  out = (char *)uke_secret_edit (text);
  for (int i = 0; i < UKE_RECOVERY_CODE_LINE_SYMBOLS; i++) {
    if (i > 0 && i % GROUP_SYMBOLS == 0)
      *out++ = '-';
    *out++ = alphabet[symbols[i]];
  }
  sodium_memzero (symbols, sizeof symbols);
  sodium_memzero (&bits, sizeof bits);
  return text;
}

/**
 * uke_recovery_code_format:
 * @code: a code of %UKE_RECOVERY_CODE_BYTES bytes
 *
 * Returns: (transfer full): the code as it is printed, four lines with line ends between them
 * Thread: any
 */
UkeSecret *
uke_recovery_code_format (const UkeSecret *code)
{
  g_autoptr (UkeSecret) text = NULL;

  g_return_val_if_fail (uke_secret_len (code) == UKE_RECOVERY_CODE_BYTES, NULL);
  text = uke_secret_new (UKE_RECOVERY_CODE_LINES * LINE_TEXT - 1);
  for (int line = 1; line <= UKE_RECOVERY_CODE_LINES; line++) {
    g_autoptr (UkeSecret) part = uke_recovery_code_format_line (code, line);
    uint8_t *out = uke_secret_edit (text) + (line - 1) * LINE_TEXT;

    memcpy (out, uke_secret_peek (part), LINE_TEXT - 1);
    if (line < UKE_RECOVERY_CODE_LINES)
      out[LINE_TEXT - 1] = '\n';
  }
  return g_steal_pointer (&text);
}

/**
 * uke_recovery_code_parse:
 * @typed: what a person typed: in any case and width, with or without separators, O for 0, I or L
 * for 1
 * @out_finding: (out) (optional): where it is wrong
 * @error: return location
 *
 * Reads a typed code. Whether it is this database's code is another question.
 *
 * Returns: (transfer full): the code
 * Errors: %UKE_VAULT_ERROR_MALFORMED_CODE with @out_finding
 * Thread: any
 * Source: security.md 3.5
 */
UkeSecret *
uke_recovery_code_parse (const char *typed, UkeRecoveryCodeFinding *out_finding, GError **error)
{
  g_autoptr (UkeSecret) code = NULL;
  TypedCode read;
  UkeRecoveryCodeFinding finding;

  g_return_val_if_fail (typed != NULL, NULL);
  finding = read_typed (typed, &read);
  if (finding.fault == UKE_RECOVERY_CODE_FAULT_NONE)
    finding = judge_code (&read);
  if (out_finding != NULL)
    *out_finding = finding;
  if (finding.fault != UKE_RECOVERY_CODE_FAULT_NONE) {
    sodium_memzero (&read, sizeof read);
    g_set_error (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_MALFORMED_CODE,
                 "the recovery code is mistyped in line %d, group %d", finding.line, finding.group);
    return NULL;
  }

  code = uke_secret_new (UKE_RECOVERY_CODE_BYTES);
  for (int i = 0; i < UKE_RECOVERY_CODE_LINES * LINE_DATA; i++) {
    uint8_t symbol = read.symbols[i / LINE_DATA * UKE_RECOVERY_CODE_LINE_SYMBOLS + i % LINE_DATA];
    uint8_t *out = uke_secret_edit (code) + i * 5 / 8;
    int shift = 11 - i * 5 % 8;

    /* Five bits land in one byte or two; the shift is from the top of a pair of bytes. */
    out[0] |= (uint8_t)(symbol << shift >> 8);
    if (shift < 8)
      out[1] |= (uint8_t)(symbol << shift);
  }
  sodium_memzero (&read, sizeof read);
  return g_steal_pointer (&code);
}

/**
 * uke_recovery_code_check_line:
 * @typed: what was typed for one line so far
 * @line: 1 to %UKE_RECOVERY_CODE_LINES
 *
 * Judges one line alone, so that it can be ticked off while the person types. A line that is not
 * complete yet is %UKE_RECOVERY_CODE_FAULT_SHORT or %UKE_RECOVERY_CODE_FAULT_EMPTY.
 *
 * Returns: what is wrong with it
 * Thread: any
 */
UkeRecoveryCodeFinding
uke_recovery_code_check_line (const char *typed, int line)
{
  TypedCode read;
  UkeRecoveryCodeFinding finding;

  g_return_val_if_fail (typed != NULL && line >= 1 && line <= UKE_RECOVERY_CODE_LINES,
                        ((UkeRecoveryCodeFinding){ UKE_RECOVERY_CODE_FAULT_EMPTY, 0, 0 }));
  finding = read_typed (typed, &read);
  if (finding.fault == UKE_RECOVERY_CODE_FAULT_NONE) {
    if (read.n_symbols < UKE_RECOVERY_CODE_LINE_SYMBOLS)
      finding.fault = UKE_RECOVERY_CODE_FAULT_SHORT;
    else if (read.n_symbols > UKE_RECOVERY_CODE_LINE_SYMBOLS)
      finding.fault = UKE_RECOVERY_CODE_FAULT_LONG;
    else
      finding = judge_line (read.symbols, line);
  }
  if (finding.fault != UKE_RECOVERY_CODE_FAULT_NONE)
    finding.line = line;
  sodium_memzero (&read, sizeof read);
  return finding;
}
