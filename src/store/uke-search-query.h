/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** UKE_SEARCH_MAX_TERMS, _ALTERNATIVES: what is typed beyond them is not looked for. */
#define UKE_SEARCH_MAX_TERMS 6
#define UKE_SEARCH_MAX_ALTERNATIVES 36

/**
 * UkeSearchAlternative:
 * @bytes: (owned): what must stand in the text
 * @len: how many bytes, at least 1
 * @in_names: look in kana and names
 * @in_digits: look in patient number, birth date and phone numbers
 * @n_zeros: when not 0, the zeros that were typed before @bytes: it then means a patient number
 *   that begins with @bytes behind fewer zeros than these
 */
typedef struct {
  char *bytes;
  size_t len;
  gboolean in_names;
  gboolean in_digits;
  unsigned n_zeros;
} UkeSearchAlternative;

/** UkeSearchTerm: one word that was typed: any of its alternatives finds a patient. */
typedef struct {
  unsigned n_alternatives;
  UkeSearchAlternative alternatives[UKE_SEARCH_MAX_ALTERNATIVES];
} UkeSearchTerm;

/** UkeSearchQuery: what was typed: all of its terms must be found. Plain memory. */
typedef struct {
  unsigned n_terms;
  UkeSearchTerm terms[UKE_SEARCH_MAX_TERMS];
} UkeSearchQuery;

UkeSearchQuery *uke_search_query_parse (const char *text);
void uke_search_query_free (UkeSearchQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeSearchQuery, uke_search_query_free)

gboolean uke_search_query_is_narrower (const UkeSearchQuery *self, const UkeSearchQuery *wider);

G_END_DECLS
