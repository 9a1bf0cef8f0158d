/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/palette/uke-palette-row.h"

#include "app/widgets/uke-chip.h"
#include "app/widgets/uke-mark.h"
#include "app/widgets/uke-person-text.h"
#include "base/uke-era.h"
#include "base/uke-phone.h"

#include <glib/gi18n.h>

struct _UkePaletteRow {
  AdwBin parent_instance;

  GtkWidget *box;
  GtkWidget *avatar;
  GtkWidget *icon;
  GtkWidget *title;
  GtkWidget *beside;
  GtkWidget *detail;
  AdwBin *end;
};

G_DEFINE_FINAL_TYPE (UkePaletteRow, uke_palette_row, ADW_TYPE_BIN)

static GtkWidget *
new_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
uke_palette_row_class_init (UkePaletteRowClass *klass)
{
}

static void
uke_palette_row_init (UkePaletteRow *self)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->avatar = adw_avatar_new (28, NULL, TRUE);
  self->icon = gtk_image_new ();
  self->title = new_label (NULL);
  self->beside = new_label ("uk-secondary");
  self->detail = new_label ("uk-secondary");
  self->end = ADW_BIN (adw_bin_new ());
  gtk_widget_add_css_class (self->beside, "uk-caption");
  gtk_widget_add_css_class (self->detail, "uk-caption");
  gtk_widget_add_css_class (self->detail, "uk-numeric");
  gtk_widget_set_size_request (self->icon, 28, -1);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (first), self->title);
  gtk_box_append (GTK_BOX (first), self->beside);
  gtk_box_append (GTK_BOX (texts), first);
  gtk_box_append (GTK_BOX (texts), self->detail);
  gtk_box_append (GTK_BOX (self->box), self->avatar);
  gtk_box_append (GTK_BOX (self->box), self->icon);
  gtk_box_append (GTK_BOX (self->box), texts);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->end));
  adw_bin_set_child (ADW_BIN (self), self->box);
}

static void
show_group (UkePaletteRow *self, UkePaletteItem *item)
{
  gtk_label_set_text (GTK_LABEL (self->title), item->title);
  gtk_label_set_text (GTK_LABEL (self->beside), item->detail != NULL ? item->detail : "");
  gtk_widget_add_css_class (self->title, "uk-caption");
  gtk_widget_add_css_class (self->title, "uk-secondary");
}

static void
show_action (UkePaletteRow *self, UkePaletteItem *item)
{
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), item->icon);
  gtk_label_set_text (GTK_LABEL (self->title), item->title);
  gtk_label_set_text (GTK_LABEL (self->beside), item->detail != NULL ? item->detail : "");
  if (item->key != NULL)
    adw_bin_set_child (self->end, uke_key_hint_new (item->key));
}

/* No.1182・S58.6.14・090-0000-4821, with the phone or number marked where that is what matched. */
static void
show_facts (UkePaletteRow *self, UkeSearchHit *hit)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *birth
      = hit->birth_date != UKE_DATE_NONE ? uke_era_format_compact (hit->birth_date) : NULL;
  g_autofree char *phone = hit->phone[0] != '\0' ? uke_phone_format (hit->phone) : NULL;
  unsigned from = 0, to = 0;

  if (hit->patient_number[0] != '\0') {
    g_string_append (text, "No.");
    if (hit->field == UKE_SEARCH_FIELD_NUMBER) {
      from = (unsigned)text->len + hit->match_from;
      to = (unsigned)text->len + hit->match_to;
    }
    g_string_append (text, hit->patient_number);
  }
  if (birth != NULL) {
    g_string_append_printf (text, "%s", text->len > 0 ? "・" : "");
    if (hit->field == UKE_SEARCH_FIELD_BIRTH_DATE) {
      from = (unsigned)text->len;
      to = from + (unsigned)strlen (birth);
    }
    g_string_append (text, birth);
  }
  if (phone != NULL) {
    g_string_append_printf (text, "%s", text->len > 0 ? "・" : "");
    if (hit->field == UKE_SEARCH_FIELD_PHONE) {
      from = (unsigned)text->len + uke_mark_position_in_phone (phone, hit->match_from);
      to = (unsigned)text->len + uke_mark_position_in_phone (phone, hit->match_to);
    }
    g_string_append (text, phone);
  }
  uke_mark_set_text (GTK_LABEL (self->detail), text->str, from, to);
}

static void
show_hit (UkePaletteRow *self, UkeSearchHit *hit)
{
  gboolean in_name = hit->field == UKE_SEARCH_FIELD_NAME,
           in_kana = hit->field == UKE_SEARCH_FIELD_KANA;
  g_autofree char *spoken = NULL;

  {
    g_autofree char *initial = uke_person_text_initial (hit->name);

    adw_avatar_set_text (ADW_AVATAR (self->avatar), initial);
  }
  uke_mark_set_text (GTK_LABEL (self->title), hit->name, in_name ? hit->match_from : 0,
                     in_name ? hit->match_to : 0);
  uke_mark_set_text (GTK_LABEL (self->beside), hit->kana, in_kana ? hit->match_from : 0,
                     in_kana ? hit->match_to : 0);
  show_facts (self, hit);
  if (hit->is_ended)
    adw_bin_set_child (self->end,
                       uke_chip_new ("action-unavailable-symbolic", _ ("Contact ended"), NULL));
  else if (hit->has_same_name)
    adw_bin_set_child (self->end,
                       uke_chip_new ("dialog-warning-symbolic", _ ("Same name"), "warn"));
  spoken = g_strdup_printf ("%s、%s、%s", hit->kana, hit->name,
                            gtk_label_get_text (GTK_LABEL (self->detail)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
show_card (UkePaletteRow *self, const UkeDayCard *card, UkeZone *zone)
{
  int minute = uke_zone_minute_of (zone, card->starts_at_us);
  g_autofree char *name = g_strdup_printf ("%s %s", card->family_name, card->given_name);
  g_autofree char *detail = g_strdup_printf ("%s・No.%s", card->menu_name, card->patient_number);
  g_autofree char *time = g_strdup_printf ("%d:%02d", minute / 60, minute % 60);

  {
    g_autofree char *initial = uke_person_text_initial (name);

    adw_avatar_set_text (ADW_AVATAR (self->avatar), initial);
  }
  gtk_label_set_text (GTK_LABEL (self->title), name);
  gtk_label_set_text (GTK_LABEL (self->beside), card->kana);
  gtk_label_set_text (GTK_LABEL (self->detail), detail);
  adw_bin_set_child (self->end, uke_chip_new ("document-open-recent-symbolic", time, "accent"));
}

/**
 * uke_palette_row_new:
 *
 * Returns: (transfer floating): an empty row
 * Thread: main
 */
GtkWidget *
uke_palette_row_new (void)
{
  return g_object_new (UKE_TYPE_PALETTE_ROW, NULL);
}

/**
 * uke_palette_row_show:
 * @self: a row
 * @item: what it shows from now on
 * @zone: the clinic's zone
 *
 * Thread: main
 */
void
uke_palette_row_show (UkePaletteRow *self, UkePaletteItem *item, UkeZone *zone)
{
  gboolean is_person = item->kind == UKE_PALETTE_HIT || item->kind == UKE_PALETTE_CARD;

  g_return_if_fail (UKE_IS_PALETTE_ROW (self));

  gtk_widget_set_visible (self->avatar, is_person);
  gtk_widget_set_visible (self->icon, item->kind == UKE_PALETTE_ACTION);
  gtk_widget_set_visible (self->detail, is_person);
  gtk_widget_remove_css_class (self->title, "uk-caption");
  gtk_widget_remove_css_class (self->title, "uk-secondary");
  gtk_label_set_attributes (GTK_LABEL (self->title), NULL);
  gtk_label_set_attributes (GTK_LABEL (self->beside), NULL);
  adw_bin_set_child (self->end, NULL);
  switch (item->kind) {
  case UKE_PALETTE_GROUP:
    show_group (self, item);
    break;
  case UKE_PALETTE_HIT:
    show_hit (self, item->hit);
    break;
  case UKE_PALETTE_CARD:
    show_card (self, item->card, zone);
    break;
  case UKE_PALETTE_ACTION:
    show_action (self, item);
    break;
  }
}
