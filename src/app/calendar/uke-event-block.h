/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-id.h"
#include "model/uke-status.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UkeBlockFacts:
 * @appointment_id: the booking
 * @status: in which state
 * @name: (owned): family and given name
 * @family_name: (owned): for narrow blocks
 * @word: (owned): the status word, with minutes where they count
 * @menu: (owned): "" never: 「メニュー未定」 stands there
 * @fact: (owned) (nullable): the one fact worth knowing; shown from 45 minutes on
 * @glyph: (nullable): icon name in the upper right corner
 * @is_new: first visit
 * @is_double: stands beyond the capacity of its column
 * @is_unconfirmed: nobody but this desk knows of its time yet
 * @label: (owned): what a screen reader says
 *
 * Everything a block shows, ready to be drawn.
 */
typedef struct {
  UkeId appointment_id;
  UkeStatus status;
  char *name;
  char *family_name;
  char *word;
  char *menu;
  char *fact;
  const char *glyph;
  gboolean is_new;
  gboolean is_double;
  gboolean is_unconfirmed;
  char *label;
} UkeBlockFacts;

void uke_block_facts_clear (UkeBlockFacts *facts);

#define UKE_TYPE_EVENT_BLOCK (uke_event_block_get_type ())
G_DECLARE_FINAL_TYPE (UkeEventBlock, uke_event_block, UKE, EVENT_BLOCK, GtkWidget)

/**
 * UkeEventBlock:
 *
 * One booking in a calendar: a single widget without children that draws itself with layouts it
 * keeps (decision 22). It takes the focus and has an accessible name; the grid it stands in does
 * the rest.
 */
GtkWidget *uke_event_block_new (void);
void uke_event_block_set_facts (UkeEventBlock *self, UkeBlockFacts *facts);
const UkeBlockFacts *uke_event_block_get_facts (UkeEventBlock *self);
void uke_event_block_set_ghost (UkeEventBlock *self, gboolean is_ghost);

/* One table for blocks, filter, chips and menus. */
const char *uke_status_icon (UkeStatus status);
const char *uke_status_word (UkeStatus status);
const char *uke_status_short_word (UkeStatus status);
const char *uke_status_css_name (UkeStatus status);

G_END_DECLS
