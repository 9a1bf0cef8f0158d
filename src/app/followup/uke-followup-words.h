/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-follow-up-query.h"
#include "model/uke-call-outcome.h"

G_BEGIN_DECLS

const char *uke_followup_section_word (UkeFollowUpSection section);
const char *uke_followup_section_icon (UkeFollowUpSection section);
const char *uke_followup_best_hours (UkeFollowUpItem *item);
char *uke_followup_due_text (UkeRecord *follow_up,
                             const UkeZone *zone,
                             int64_t now_us,
                             char **out_note,
                             gboolean *out_is_late);
char *uke_followup_best_text (const char *best_hours,
                              const UkeZone *zone,
                              int64_t now_us,
                              gboolean *out_is_now);
char *uke_followup_rank_line (const UkeFollowUpRank *rank, const UkeZone *zone);
char *uke_followup_rank_text (const UkeFollowUpRank *rank, const UkeZone *zone);
char *uke_followup_effect_text (UkeCallOutcome outcome,
                                const UkeCallEffect *effect,
                                const UkeZone *zone,
                                int64_t now_us);
char *uke_followup_time_text (const UkeZone *zone, int64_t at_us, int64_t now_us);

G_END_DECLS
