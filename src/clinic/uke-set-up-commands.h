/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-command.h"

G_BEGIN_DECLS

/** UKE_SETTING_KEY_VERIFIED: when the data were checked last, in UTC microseconds; negative when
 * something was not in order. */
#define UKE_SETTING_KEY_VERIFIED "security.verified_at_us"
/** UKE_SETTING_KEY_RECOVERY_ASKED: when a new recovery code was asked for last. */
#define UKE_SETTING_KEY_RECOVERY_ASKED "security.recovery_asked_at_us"

/*
 * Commands that set the clinic up. uke_command_set_up() makes or changes one record of any kind,
 * `remove` takes away a row as it was seen.
 */
UkeCommand *uke_command_set_up (UkeDraft *draft);
UkeCommand *uke_command_save_order (GPtrArray *drafts /* (element-type UkeDraft) */);
UkeCommand *uke_command_remove_closure (UkeRecord *closure);
UkeCommand *uke_command_set_working_hours (const UkeId *resource_id,
                                           GPtrArray *rows /* (element-type UkeDraft) */,
                                           GPtrArray *removed /* (element-type UkeRecord) */);
UkeCommand *uke_command_save_setting (const char *key, const char *json_value);
UkeCommand *uke_command_note_verification (int64_t at_us, gboolean is_good);
UkeCommand *uke_command_note_new_recovery_code (int64_t at_us);
UkeCommand *uke_command_set_up_clinic (GPtrArray *drafts /* (element-type UkeDraft) */);

G_END_DECLS
