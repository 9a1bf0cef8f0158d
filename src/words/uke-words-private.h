/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "words/uke-words.h"

G_BEGIN_DECLS

/* What is said about one code of one domain; msgids, translated when they are asked for. */
typedef struct {
  int code;
  const char *title;
  const char *sentence;
  UkeWordsAction action;
} UkeWordsEntry;

const UkeWordsEntry *uke_words_base_entry (int code);
const UkeWordsEntry *uke_words_clinic_entry (const GError *error);
const UkeWordsEntry *uke_words_db_entry (int code);
const UkeWordsEntry *uke_words_exchange_entry (int code);
const UkeWordsEntry *uke_words_pki_entry (int code);
const UkeWordsEntry *uke_words_vault_entry (int code);

const UkeWordsEntry *uke_words_find_entry (const UkeWordsEntry *entries, size_t n, int code);

G_END_DECLS
