/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Forms of Japanese text. "Storing" forms are what a field keeps; "search" forms exist only to be
 * compared with each other and are never shown.
 */
char *uke_fold_kana (const char *text);
char *uke_fold_katakana (const char *text);
char *uke_fold_text (const char *text);
char *uke_fold_digits (const char *text);

char *uke_fold_search (const char *text);
void uke_fold_search_append (GString *key, const char *text);
void uke_fold_long_vowels (GString *key);
char **uke_fold_romaji_to_hiragana (const char *text);
char **uke_fold_search_terms (const char *text);

gboolean uke_fold_is_kana (const char *text);

G_END_DECLS
