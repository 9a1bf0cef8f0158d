/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-conflict-query.h"

G_BEGIN_DECLS

const char *uke_conflict_words_icon (const UkeConflict *conflict, const char **out_css_class);
char *uke_conflict_words_title (const UkeConflict *conflict);
char *uke_conflict_words_statement (const UkeConflict *conflict);
char *uke_conflict_words_about (const UkeConflict *conflict, UkeClinic *clinic);
char *uke_conflict_words_who (const UkeConflict *conflict, UkeClinic *clinic);
char *uke_conflict_words_sentence (const UkeConflictStory *story, UkeClinic *clinic);
char *uke_conflict_words_when (UkeClinic *clinic, int64_t at_us);

const char *uke_conflict_words_choice (const UkeConflict *conflict, UkeConflictSides side);
char *uke_conflict_words_author (const UkeConflictSide *side, UkeClinic *clinic);
char *uke_conflict_words_booking (UkeRecord *appointment, UkeClinic *clinic);
char *uke_conflict_words_patient (UkeRecord *patient);
char *uke_conflict_words_honorific (UkeRecord *patient);
char *uke_conflict_words_value (const UkeConflict *conflict,
                                const UkeConflictValue *value,
                                UkeConflictSides side,
                                UkeClinic *clinic);
const char *uke_conflict_words_settle (const UkeConflict *conflict);
gboolean uke_conflict_words_is_told (const UkeConflict *conflict);
gboolean uke_conflict_words_is_fixed (const UkeConflict *conflict);
char *uke_conflict_words_field (const UkeConflictValue *value);
char *uke_conflict_words_event (const UkeConflictStory *story,
                                const UkeConflictEvent *event,
                                UkeClinic *clinic);
char *uke_conflict_words_way (const UkeConflictSlot *slot);
char *uke_conflict_words_done (const UkeConflict *conflict);

G_END_DECLS
