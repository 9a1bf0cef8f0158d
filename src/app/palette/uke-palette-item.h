/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/patients/uke-patient-line.h"
#include "clinic/uke-day-query.h"

G_BEGIN_DECLS

/**
 * UkePaletteKind:
 * @UKE_PALETTE_GROUP: a heading over the rows that follow; cannot be chosen
 * @UKE_PALETTE_HIT: a patient who was found
 * @UKE_PALETTE_BOOKING: the next booking of somebody who was found
 * @UKE_PALETTE_CARD: a booking of today
 * @UKE_PALETTE_ACTION: something to do with the text that was typed
 */
typedef enum {
  UKE_PALETTE_GROUP,
  UKE_PALETTE_HIT,
  UKE_PALETTE_BOOKING,
  UKE_PALETTE_CARD,
  UKE_PALETTE_ACTION,
} UkePaletteKind;

#define UKE_TYPE_PALETTE_ITEM (uke_palette_item_get_type ())
G_DECLARE_FINAL_TYPE (UkePaletteItem, uke_palette_item, UKE, PALETTE_ITEM, GObject)

/**
 * UkePaletteItem:
 *
 * One row of the palette. Immutable; the fields may be read directly.
 */
struct _UkePaletteItem {
  GObject parent_instance;
  UkePaletteKind kind;
  UkePatientLine *line;   /* (owned) (nullable): HIT, BOOKING */
  UkeSearchHit *hit;      /* (unowned) (nullable): of the line */
  UkeDay *day;            /* (owned) (nullable): CARD; keeps the card's texts */
  const UkeDayCard *card; /* (nullable): CARD */
  char *title;            /* (owned) (nullable): GROUP, ACTION */
  char *detail;           /* (owned) (nullable): GROUP: how many; ACTION: what it leads to */
  const char *icon;       /* (nullable): ACTION */
  const char *key;        /* (nullable): ACTION: the key that does the same */
  const char *action;     /* (nullable): ACTION: the window's action; takes the typed text */
};

UkePaletteItem *uke_palette_item_new_group (const char *title, const char *detail);
UkePaletteItem *uke_palette_item_new_line (UkePaletteKind kind, UkePatientLine *line);
UkePaletteItem *uke_palette_item_new_card (UkeDay *day, const UkeDayCard *card);
UkePaletteItem *uke_palette_item_new_action (const char *icon,
                                             const char *title,
                                             const char *detail,
                                             const char *key,
                                             const char *action);
const UkeId *uke_palette_item_get_patient_id (UkePaletteItem *self);

G_END_DECLS
