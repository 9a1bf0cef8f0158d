/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vault/uke-secret.h"

G_BEGIN_DECLS

/** UKE_RECOVERY_CODE_BYTES: a code is 160 random bits. */
#define UKE_RECOVERY_CODE_BYTES 20
/** UKE_RECOVERY_CODE_LINES: it is written in four lines, "ABCD-EFGH-JK" each. */
#define UKE_RECOVERY_CODE_LINES 4
/** UKE_RECOVERY_CODE_LINE_SYMBOLS: eight symbols of the code in two groups, then two of checksum.
 */
#define UKE_RECOVERY_CODE_LINE_SYMBOLS 10

/**
 * UkeRecoveryCodeFault:
 * @UKE_RECOVERY_CODE_FAULT_NONE: none
 * @UKE_RECOVERY_CODE_FAULT_EMPTY: nothing was typed
 * @UKE_RECOVERY_CODE_FAULT_CHARACTER: a character that no code contains
 * @UKE_RECOVERY_CODE_FAULT_SHORT: symbols are missing
 * @UKE_RECOVERY_CODE_FAULT_LONG: there are too many symbols
 * @UKE_RECOVERY_CODE_FAULT_CHECKSUM: a symbol is wrong
 * @UKE_RECOVERY_CODE_FAULT_ORDER: the line belongs elsewhere: two lines are swapped
 */
typedef enum {
  UKE_RECOVERY_CODE_FAULT_NONE,
  UKE_RECOVERY_CODE_FAULT_EMPTY,
  UKE_RECOVERY_CODE_FAULT_CHARACTER,
  UKE_RECOVERY_CODE_FAULT_SHORT,
  UKE_RECOVERY_CODE_FAULT_LONG,
  UKE_RECOVERY_CODE_FAULT_CHECKSUM,
  UKE_RECOVERY_CODE_FAULT_ORDER,
} UkeRecoveryCodeFault;

/**
 * UkeRecoveryCodeFinding:
 * @fault: what is wrong
 * @line: in which line, 1 to 4, or 0 where that cannot be said
 * @group: in which group of that line, 1 to 3 (3 is the checksum), or 0 where only the line is
 * known
 *
 * Where a typed code is wrong, so that the person looks at four characters and not at forty.
 */
typedef struct {
  UkeRecoveryCodeFault fault;
  int line;
  int group;
} UkeRecoveryCodeFinding;

UkeSecret *uke_recovery_code_generate (void);
UkeSecret *uke_recovery_code_format (const UkeSecret *code);
UkeSecret *uke_recovery_code_format_line (const UkeSecret *code, int line);
UkeSecret *uke_recovery_code_parse (const char *typed,
                                    UkeRecoveryCodeFinding *out_finding,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeRecoveryCodeFinding uke_recovery_code_check_line (const char *typed, int line);

G_END_DECLS
