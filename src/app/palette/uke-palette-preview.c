/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/palette/uke-palette-preview.h"

#include "app/palette/uke-palette-row.h"
#include "app/widgets/uke-person-text.h"
#include "base/uke-era.h"
#include "base/uke-phone.h"

#include <glib/gi18n.h>

struct _UkePalettePreview {
  AdwBin parent_instance;

  GtkWidget *content;
  GtkWidget *avatar;
  GtkLabel *kana;
  GtkLabel *name;
  GtkLabel *facts;
  GtkWidget *same_name;
  GtkListBox *rows;
};

G_DEFINE_FINAL_TYPE (UkePalettePreview, uke_palette_preview, ADW_TYPE_BIN)

static void
uke_palette_preview_class_init (UkePalettePreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/palette/uke-palette-preview.ui");
  gtk_widget_class_bind_template_child (widget_class, UkePalettePreview, content);
  gtk_widget_class_bind_template_child (widget_class, UkePalettePreview, avatar);
  gtk_widget_class_bind_template_child (widget_class, UkePalettePreview, kana);
  gtk_widget_class_bind_template_child (widget_class, UkePalettePreview, name);
  gtk_widget_class_bind_template_child (widget_class, UkePalettePreview, facts);
  gtk_widget_class_bind_template_child (widget_class, UkePalettePreview, same_name);
  gtk_widget_class_bind_template_child (widget_class, UkePalettePreview, rows);
}

static void
uke_palette_preview_init (UkePalettePreview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_row (UkePalettePreview *self, const char *icon, const char *text)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon));
  gtk_list_box_append (self->rows, row);
}

static void
clear_rows (UkePalettePreview *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->rows, 0)) != NULL)
    gtk_list_box_remove (self->rows, GTK_WIDGET (row));
}

static void
add_next (UkePalettePreview *self, const UkePatientOutline *outline, UkeClinic *clinic)
{
  g_autofree char *text = NULL;

  if (outline == NULL)
    return;
  if (outline->next_at_us != 0) {
    g_autofree char *when = uke_palette_row_time (clinic, outline->next_at_us);

    text = g_strdup_printf (_ ("Next %s"), when);
  } else if (outline->next_visit_date != UKE_DATE_NONE) {
    g_autofree char *day = uke_era_format_short (outline->next_visit_date);

    text = g_strdup_printf (_ ("Not decided, about %s"), day);
  }
  add_row (self, "appointment-soon-symbolic", text != NULL ? text : _ ("Next not decided"));
}

/* 、PMTC・森本 */
static char *
describe_last (const UkePatientOutline *outline, UkeClinic *clinic)
{
  UkeRecord *menu = NULL, *provider = NULL;

  if (outline != NULL) {
    menu = uke_clinic_lookup (clinic, &UKE_ENTITY_MENU, &outline->last_menu_id);
    provider = uke_clinic_lookup (clinic, &UKE_ENTITY_RESOURCE, &outline->last_provider_id);
  }
  return g_strdup_printf (
      "%s%s%s%s", menu != NULL ? "\n" : "",
      menu != NULL ? uke_record_get_code (menu, UKE_MENU_NAME) : "",
      menu != NULL && provider != NULL ? "・" : "",
      menu != NULL && provider != NULL ? uke_record_get_code (provider, UKE_RESOURCE_NAME) : "");
}

static void
add_marks (UkePalettePreview *self, const UkePatientOutline *outline)
{
  if (outline == NULL)
    return;
  if (outline->has_alert)
    add_row (self, "dialog-warning-symbolic", _ ("There is a front-desk alert on the card"));
  if (outline->n_follow_ups > 0) {
    g_autofree char *text
        = g_strdup_printf (ngettext ("%u call is owed", "%u calls are owed", outline->n_follow_ups),
                           outline->n_follow_ups);

    add_row (self, "call-start-symbolic", text);
  }
}

static void
show_hit (UkePalettePreview *self, UkePatientLine *line, UkeClinic *clinic, UkeDate today)
{
  UkeSearchHit *hit = uke_patient_line_get_hit (line);
  g_autofree char *facts
      = uke_person_text_facts (hit->patient_number, hit->sex, hit->birth_date, today);
  g_autofree char *phone = hit->phone[0] != '\0' ? uke_phone_format (hit->phone) : NULL;

  {
    g_autofree char *initial = uke_person_text_initial (hit->name);

    adw_avatar_set_text (ADW_AVATAR (self->avatar), initial);
  }
  gtk_label_set_text (self->kana, hit->kana);
  gtk_label_set_text (self->name, hit->name);
  gtk_label_set_text (self->facts, facts);
  gtk_widget_set_visible (self->same_name, hit->has_same_name);
  clear_rows (self);
  add_row (self, "phone-symbolic", phone != NULL ? phone : _ ("No contact"));
  add_next (self, uke_patient_line_get_outline (line), clinic);
  if (hit->last_visit_date != UKE_DATE_NONE) {
    g_autofree char *date = uke_era_format_western (hit->last_visit_date);
    g_autofree char *what = describe_last (uke_patient_line_get_outline (line), clinic);
    g_autofree char *text = g_strdup_printf (_ ("Last visit %s"), date),
                    *all = g_strdup_printf ("%s%s", text, what);

    add_row (self, "mark-location-symbolic", all);
  } else {
    add_row (self, "mark-location-symbolic", _ ("Has not been here yet"));
  }
  add_marks (self, uke_patient_line_get_outline (line));
}

static void
show_card (UkePalettePreview *self, const UkeDayCard *card)
{
  g_autofree char *name = g_strdup_printf ("%s %s", card->family_name, card->given_name);
  g_autofree char *facts = g_strdup_printf ("No.%s", card->patient_number);

  {
    g_autofree char *initial = uke_person_text_initial (name);

    adw_avatar_set_text (ADW_AVATAR (self->avatar), initial);
  }
  gtk_label_set_text (self->kana, card->kana);
  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->facts, facts);
  gtk_widget_set_visible (self->same_name, FALSE);
  clear_rows (self);
  add_row (self, "document-open-recent-symbolic",
           card->menu_name[0] != '\0' ? card->menu_name : _ ("Menu not decided"));
}

/**
 * uke_palette_preview_show:
 * @self: the preview
 * @item: (nullable): the chosen row; NULL or a row about nobody empties the preview
 * @clinic: an open clinic
 * @today: the clinic's day, for the age
 *
 * Thread: main
 */
void
uke_palette_preview_show (UkePalettePreview *self,
                          UkePaletteItem *item,
                          UkeClinic *clinic,
                          UkeDate today)
{
  g_return_if_fail (UKE_IS_PALETTE_PREVIEW (self));

  gtk_widget_set_visible (self->content,
                          item != NULL && uke_palette_item_get_patient_id (item) != NULL);
  if (item == NULL)
    return;
  if (item->line != NULL)
    show_hit (self, item->line, clinic, today);
  else if (item->kind == UKE_PALETTE_CARD)
    show_card (self, item->card);
}
