/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-follow-up-commands.h"
#include "clinic/uke-work.h"

G_BEGIN_DECLS

void uke_follow_up_put_new (UkeWork *work, UkeDraft *draft);
void uke_follow_up_claim (UkeWork *work, UkeDraft *draft);
void uke_follow_up_end_claim (UkeDraft *draft);
gboolean uke_follow_up_fail_state (GError **error, UkeRecord *current);
gboolean uke_follow_up_check_claim (UkeWork *work,
                                    UkeRecord *current,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
