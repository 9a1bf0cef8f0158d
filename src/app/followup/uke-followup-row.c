/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/followup/uke-followup-row.h"

#include "app/followup/uke-followup-claim.h"
#include "app/followup/uke-followup-words.h"
#include "app/widgets/uke-code-words.h"
#include "app/widgets/uke-person-text.h"

#include <glib/gi18n.h>

struct _UkeFollowupRow {
  GtkListBoxRow parent_instance;

  UkeFollowUpItem *item; /* (owned) */

  GtkLabel *score;
  GtkLabel *name;
  GtkLabel *kana;
  GtkImage *reason_icon;
  GtkLabel *reason;
  GtkLabel *due;
  GtkLabel *due_note;
  GtkLabel *best;
  GtkLabel *best_note;
  GtkDrawingArea *attempts;
  AdwAvatar *claimed;
  GtkWidget *tentative; /* says that the claim is */
};

G_DEFINE_FINAL_TYPE (UkeFollowupRow, uke_followup_row, GTK_TYPE_LIST_BOX_ROW)

static void
uke_followup_row_dispose (GObject *object)
{
  g_clear_object (&UKE_FOLLOWUP_ROW (object)->item);
  G_OBJECT_CLASS (uke_followup_row_parent_class)->dispose (object);
}

static void
uke_followup_row_class_init (UkeFollowupRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = uke_followup_row_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/followup/uke-followup-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupRow, score);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupRow, name);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupRow, kana);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupRow, reason_icon);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupRow, reason);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupRow, due);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupRow, due_note);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupRow, best);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupRow, best_note);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupRow, attempts);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupRow, claimed);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupRow, tentative);
}

static void
uke_followup_row_init (UkeFollowupRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

enum { DOT_RADIUS = 4, DOT_STEP = 12, MAX_DOTS = 3 };

/* A dot for each try that was made, a ring for each that is left. */
static void
draw_attempts (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  UkeRecord *follow_up = UKE_FOLLOWUP_ROW (user_data)->item->follow_up;
  int made = (int)uke_record_get_int (follow_up, UKE_FOLLOW_UP_ATTEMPTS);
  int limit = (int)uke_record_get_int (follow_up, UKE_FOLLOW_UP_MAX_ATTEMPTS);
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &colour);
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_set_line_width (cr, 1.2);
  for (int i = 0; i < CLAMP (MAX (made, limit), 0, MAX_DOTS); i++) {
    cairo_arc (cr, DOT_RADIUS + i * DOT_STEP, height / 2.0, DOT_RADIUS - 0.8, 0, 2 * G_PI);
    if (i < made)
      cairo_fill (cr);
    else
      cairo_stroke (cr);
  }
}

static void
show_score (UkeFollowupRow *self, UkeClinic *clinic)
{
  UkeFollowUpSection section = self->item->section;
  g_autofree char *score = g_strdup_printf ("%d", self->item->rank.score);
  g_autofree char *why = uke_followup_rank_text (&self->item->rank, uke_clinic_get_zone (clinic));

  gtk_label_set_text (self->score, section == UKE_FOLLOW_UP_SECTION_DONE ? "✓" : score);
  gtk_widget_add_css_class (GTK_WIDGET (self->score),
                            section == UKE_FOLLOW_UP_SECTION_URGENT ? "err"
                            : section == UKE_FOLLOW_UP_SECTION_NOW  ? "warn"
                            : section == UKE_FOLLOW_UP_SECTION_DONE ? "ok"
                                                                    : "neutral");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->score), why);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, why,
                                  -1);
}

/* What was called today says when, by whom and how it ended (product.md 4.3). */
static char *
done_text (UkeFollowupRow *self, UkeClinic *clinic, const char *reason, const char *outcome)
{
  UkeRecord *last
      = self->item->attempts->len > 0 ? g_ptr_array_index (self->item->attempts, 0) : NULL;
  const char *reason_word = uke_code_word (UKE_CODES_FOLLOW_UP_REASON, reason),
             *outcome_word = uke_code_word (UKE_CODES_CALL_OUTCOME, outcome);
  UkeRecord *staff;
  int minute;

  if (last == NULL)
    return g_strdup_printf ("%s・%s", outcome_word, reason_word);
  staff = uke_clinic_lookup (clinic, &UKE_ENTITY_STAFF,
                             uke_record_get_id_value (last, UKE_CALL_ATTEMPT_STAFF_ID));
  minute = uke_zone_minute_of (uke_clinic_get_zone (clinic),
                               uke_record_get_time_us (last, UKE_CALL_ATTEMPT_STARTED_AT_US));
  return g_strdup_printf ("%s・%d:%02d %s・%s", outcome_word, minute / 60, minute % 60,
                          staff != NULL ? uke_record_get_text (staff, UKE_STAFF_FAMILY_NAME) : "",
                          reason_word);
}

static void
show_person (UkeFollowupRow *self, UkeClinic *clinic, UkeDate today)
{
  UkeRecord *patient = self->item->patient, *follow_up = self->item->follow_up;
  UkeDate birth = uke_record_get_date (patient, UKE_PATIENT_BIRTH_DATE);
  g_autofree char *name = uke_person_text_name (patient), *kana = uke_person_text_kana (patient),
                  *beside = NULL, *why = NULL;
  const char *reason = uke_record_get_code (follow_up, UKE_FOLLOW_UP_REASON);
  const char *note = uke_record_get_text (follow_up, UKE_FOLLOW_UP_REASON_NOTE);
  const char *outcome = uke_record_get_text (follow_up, UKE_FOLLOW_UP_LAST_OUTCOME);

  beside = birth != UKE_DATE_NONE
               ? g_strdup_printf (_ ("%s, %d years"), kana, uke_date_age (birth, today))
               : g_strdup (kana);
  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->kana, beside);
  gtk_image_set_from_icon_name (self->reason_icon,
                                uke_code_icon (UKE_CODES_FOLLOW_UP_REASON, reason));
  if (self->item->section == UKE_FOLLOW_UP_SECTION_DONE && outcome != NULL)
    why = done_text (self, clinic, reason, outcome);
  else
    why = g_strdup_printf ("%s%s%s", uke_code_word (UKE_CODES_FOLLOW_UP_REASON, reason),
                           note != NULL ? "・" : "", note != NULL ? note : "");
  gtk_label_set_text (self->reason, why);
}

static char *
attempts_text (UkeRecord *follow_up)
{
  int made = (int)uke_record_get_int (follow_up, UKE_FOLLOW_UP_ATTEMPTS);
  int limit = (int)uke_record_get_int (follow_up, UKE_FOLLOW_UP_MAX_ATTEMPTS);

  return limit > 0 ? g_strdup_printf (_ ("%d of %d tries made"), made, limit)
                   : g_strdup_printf (_ ("%d tries made"), made);
}

static void
show_times (UkeFollowupRow *self, UkeClinic *clinic, int64_t now_us)
{
  UkeZone *zone = uke_clinic_get_zone (clinic);
  gboolean is_late, is_now;
  g_autofree char *note = NULL, *due = uke_followup_due_text (self->item->follow_up, zone, now_us,
                                                              &note, &is_late);
  g_autofree char *best
      = uke_followup_best_text (uke_followup_best_hours (self->item), zone, now_us, &is_now);
  g_autofree char *attempts = attempts_text (self->item->follow_up);

  gtk_label_set_text (self->due, due);
  gtk_label_set_text (self->due_note, note);
  gtk_widget_set_visible (GTK_WIDGET (self->due_note), note[0] != '\0');
  if (self->item->section == UKE_FOLLOW_UP_SECTION_URGENT && is_late) {
    gtk_widget_add_css_class (GTK_WIDGET (self->due), "uk-err");
    gtk_widget_add_css_class (GTK_WIDGET (self->due_note), "uk-err");
  } else if (self->item->section == UKE_FOLLOW_UP_SECTION_NOW) {
    gtk_widget_add_css_class (GTK_WIDGET (self->due), "uk-warn");
  }
  gtk_label_set_text (self->best, best);
  gtk_label_set_text (self->best_note, is_now ? _ ("good time now") : "");
  gtk_widget_set_visible (GTK_WIDGET (self->best_note), is_now);
  if (is_now) {
    gtk_widget_add_css_class (GTK_WIDGET (self->best), "uk-accent");
    gtk_widget_add_css_class (GTK_WIDGET (self->best), "uk-bold");
  }
  gtk_drawing_area_set_draw_func (self->attempts, draw_attempts, self, NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->attempts), attempts);
}

static void
show_claim (UkeFollowupRow *self, UkeClinic *clinic, int64_t now_us)
{
  gboolean is_tentative = uke_followup_claim_is_tentative (clinic, self->item);
  g_autofree char *said = NULL;
  g_autofree char *text = NULL;
  const UkeId *staff_id
      = uke_record_get_id_value (self->item->follow_up, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID);
  UkeRecord *staff
      = uke_id_is_none (staff_id) ? NULL : uke_clinic_lookup (clinic, &UKE_ENTITY_STAFF, staff_id);

  gtk_widget_set_opacity (GTK_WIDGET (self->claimed), staff != NULL ? 1.0 : 0.0);
  if (staff == NULL)
    return;
  adw_avatar_set_text (self->claimed, uke_record_get_text (staff, UKE_STAFF_FAMILY_NAME));
  said = uke_record_get_time_us (self->item->follow_up, UKE_FOLLOW_UP_CLAIMED_UNTIL_US) > now_us
             ? g_strdup_printf (_ ("%s is on this call"),
                                uke_record_get_text (staff, UKE_STAFF_FAMILY_NAME))
             : g_strdup_printf (_ ("%s takes care of it"),
                                uke_record_get_text (staff, UKE_STAFF_FAMILY_NAME));
  text = is_tentative ? g_strdup_printf ("%s・%s", said, C_ ("claim", "To be confirmed"))
                      : g_strdup (said);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->claimed), text);
  gtk_widget_set_visible (self->tentative, is_tentative);
  if (is_tentative)
    gtk_widget_add_css_class (GTK_WIDGET (self->claimed), "uk-tentative");
}

static void
add_part (GString *text, const char *part)
{
  if (part != NULL && part[0] != '\0')
    g_string_append_printf (text, "、%s", part);
}

/* 優先96、おおつき えり、術後フォロー、昨日まで、1日超過、いま かけ頃、1回目、担当 篠原 (design
 * 04). */
static void
name_for_readers (UkeFollowupRow *self)
{
  int attempt = (int)uke_record_get_int (self->item->follow_up, UKE_FOLLOW_UP_ATTEMPTS) + 1;
  g_autofree char *kana = uke_person_text_kana (self->item->patient),
                  *which = g_strdup_printf (_ ("attempt %d"), attempt);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, _ ("Priority %d"), self->item->rank.score);
  add_part (text, kana);
  add_part (text, gtk_label_get_text (self->reason));
  add_part (text, gtk_label_get_text (self->due));
  add_part (text, gtk_label_get_text (self->due_note));
  add_part (text, gtk_label_get_text (self->best_note));
  add_part (text, which);
  add_part (text, gtk_widget_get_tooltip_text (GTK_WIDGET (self->claimed)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text->str,
                                  -1);
}

/**
 * uke_followup_row_new:
 * @clinic: the clinic
 * @item: a task of its queue
 *
 * Returns: (transfer floating): a row for it
 * Thread: main
 */
GtkWidget *
uke_followup_row_new (UkeClinic *clinic, UkeFollowUpItem *item)
{
  UkeFollowupRow *self = g_object_new (UKE_TYPE_FOLLOWUP_ROW, NULL);
  int64_t now_us = uke_clock_now_us (uke_clinic_get_clock (clinic));

  self->item = g_object_ref (item);
  show_score (self, clinic);
  show_person (self, clinic, uke_zone_date_of (uke_clinic_get_zone (clinic), now_us));
  show_times (self, clinic, now_us);
  show_claim (self, clinic, now_us);
  name_for_readers (self);
  if (item->section == UKE_FOLLOW_UP_SECTION_DONE)
    gtk_widget_add_css_class (GTK_WIDGET (self), "uk-called");
  return GTK_WIDGET (self);
}

/**
 * uke_followup_row_get_item:
 * @self: a row
 *
 * Returns: (transfer none): its task
 * Thread: main
 */
UkeFollowUpItem *
uke_followup_row_get_item (UkeFollowupRow *self)
{
  return self->item;
}
