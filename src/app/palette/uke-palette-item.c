/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "app/palette/uke-palette-item.h"

G_DEFINE_FINAL_TYPE (UkePaletteItem, uke_palette_item, G_TYPE_OBJECT)

static void
uke_palette_item_finalize (GObject *object)
{
  UkePaletteItem *self = UKE_PALETTE_ITEM (object);

  g_clear_object (&self->line);
  g_clear_pointer (&self->day, uke_day_unref);
  g_free (self->title);
  g_free (self->detail);
  G_OBJECT_CLASS (uke_palette_item_parent_class)->finalize (object);
}

static void
uke_palette_item_class_init (UkePaletteItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = uke_palette_item_finalize;
}

static void
uke_palette_item_init (UkePaletteItem *self)
{
}

static UkePaletteItem *
new_item (UkePaletteKind kind)
{
  UkePaletteItem *self = g_object_new (UKE_TYPE_PALETTE_ITEM, NULL);

  self->kind = kind;
  return self;
}

/**
 * uke_palette_item_new_group:
 * @title: the heading
 * @detail: (nullable): how many rows it stands for
 *
 * Returns: (transfer full): a heading
 * Thread: main
 */
UkePaletteItem *
uke_palette_item_new_group (const char *title, const char *detail)
{
  UkePaletteItem *self = new_item (UKE_PALETTE_GROUP);

  self->title = g_strdup (title);
  self->detail = g_strdup (detail);
  return self;
}

/**
 * uke_palette_item_new_line:
 * @kind: HIT or BOOKING
 * @line: a patient who was found
 *
 * Returns: (transfer full): a row for them
 * Thread: main
 */
UkePaletteItem *
uke_palette_item_new_line (UkePaletteKind kind, UkePatientLine *line)
{
  UkePaletteItem *self = new_item (kind);

  self->line = g_object_ref (line);
  self->hit = uke_patient_line_get_hit (line);
  return self;
}

/**
 * uke_palette_item_new_card:
 * @day: the day
 * @card: one of its bookings
 *
 * Returns: (transfer full): a row for it
 * Thread: main
 */
UkePaletteItem *
uke_palette_item_new_card (UkeDay *day, const UkeDayCard *card)
{
  UkePaletteItem *self = new_item (UKE_PALETTE_CARD);

  self->day = uke_day_ref (day);
  self->card = card;
  return self;
}

/**
 * uke_palette_item_new_action:
 * @icon: a symbolic icon
 * @title: what it does
 * @detail: (nullable): a remark
 * @key: (nullable): the key that does the same
 * @action: the window's action, which takes the typed text
 *
 * Returns: (transfer full): a row for it
 * Thread: main
 */
UkePaletteItem *
uke_palette_item_new_action (const char *icon,
                             const char *title,
                             const char *detail,
                             const char *key,
                             const char *action)
{
  UkePaletteItem *self = new_item (UKE_PALETTE_ACTION);

  self->icon = icon;
  self->title = g_strdup (title);
  self->detail = g_strdup (detail);
  self->key = key;
  self->action = action;
  return self;
}

/**
 * uke_palette_item_get_patient_id:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): whom the row is about
 * Thread: main
 */
const UkeId *
uke_palette_item_get_patient_id (UkePaletteItem *self)
{
  if (self->hit != NULL)
    return &self->hit->patient_id;
  if (self->kind == UKE_PALETTE_CARD)
    return &self->card->patient_id;
  return NULL;
}
