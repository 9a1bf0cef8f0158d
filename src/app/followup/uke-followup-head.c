/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/followup/uke-followup-head.h"

#include "app/widgets/uke-code-words.h"
#include "app/widgets/uke-list-rows.h"
#include "app/widgets/uke-ring.h"
#include "model/uke-call-outcome.h"
#include "model/uke-call-pace.h"

#include <glib/gi18n.h>

struct _UkeFollowupHead {
  AdwBin parent_instance;

  UkeRing *ring;
  GtkLabel *summary;
  GtkLabel *details;
  GtkBox *results;
  GtkSwitch *auto_next;
};

G_DEFINE_FINAL_TYPE (UkeFollowupHead, uke_followup_head, ADW_TYPE_BIN)

static void
add_result (UkeFollowupHead *self, UkeCallOutcome outcome, const char *css_class, const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3), *label = gtk_label_new (text);
  GtkWidget *icon = gtk_image_new_from_icon_name (
      uke_code_icon (UKE_CODES_CALL_OUTCOME, uke_call_outcome_get_code (outcome)));

  gtk_image_set_pixel_size (GTK_IMAGE (icon), 12);
  gtk_widget_add_css_class (icon, css_class);
  gtk_widget_add_css_class (label, "uk-caption");
  gtk_widget_add_css_class (label, "uk-numeric");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (self->results, box);
}

static void
show_results (UkeFollowupHead *self, const UkeFollowUpProgress *team)
{
  g_autofree char *booked = g_strdup_printf (_ ("booked %u"), team != NULL ? team->n_booked : 0);
  g_autofree char *missed
      = g_strdup_printf (_ ("no answer %u"), team != NULL ? team->n_unanswered : 0);
  g_autofree char *handed
      = g_strdup_printf (_ ("to the doctor %u"), team != NULL ? team->n_handed_over : 0);

  uke_box_clear (self->results);
  add_result (self, UKE_CALL_OUTCOME_BOOKED, "uk-ok", booked);
  add_result (self, UKE_CALL_OUTCOME_NO_ANSWER, "uk-err", missed);
  add_result (self, UKE_CALL_OUTCOME_HANDED_TO_DOCTOR, "uk-purple", handed);
}

static char *
dup_pace (UkeClinic *clinic, UkeFollowUpList *queue, unsigned n_left)
{
  const UkeFollowUpProgress *team = uke_follow_up_list_find_progress (queue, &UKE_ID_NONE);
  int64_t now_us = uke_clock_now_us (uke_clinic_get_clock (clinic));
  int64_t end_us
      = team != NULL ? uke_call_pace_end (team->first_us, team->n_called, n_left, now_us) : 0;
  UkeZone *zone = uke_clinic_get_zone (clinic);
  UkeRecord *sitting = uke_clinic_get_sitting_staff (clinic);
  const UkeFollowUpProgress *mine
      = sitting != NULL ? uke_follow_up_list_find_progress (queue, uke_record_get_id (sitting))
                        : NULL;
  unsigned n_mine = mine != NULL ? mine->n_called : 0;
  int minute = uke_zone_minute_of (zone, end_us);

  if (end_us == 0 || uke_zone_date_of (zone, end_us) != uke_zone_date_of (zone, now_us))
    return g_strdup_printf (_ ("You %u, still %u"), n_mine, n_left);
  return g_strdup_printf (_ ("You %u, still %u, done at about %d:%02d"), n_mine, n_left,
                          minute / 60, minute % 60);
}

static void
uke_followup_head_class_init (UkeFollowupHeadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (UKE_TYPE_RING);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/followup/uke-followup-head.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupHead, ring);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupHead, summary);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupHead, details);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupHead, results);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupHead, auto_next);
}

static void
uke_followup_head_init (UkeFollowupHead *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * uke_followup_head_show:
 * @self: the head
 * @clinic: the clinic
 * @queue: its queue
 * @n_left: calls still to be made today
 *
 * Thread: main
 */
void
uke_followup_head_show (UkeFollowupHead *self,
                        UkeClinic *clinic,
                        UkeFollowUpList *queue,
                        unsigned n_left)
{
  unsigned n_done = queue->n_by_section[UKE_FOLLOW_UP_SECTION_DONE];
  g_autofree char *summary
      = g_strdup_printf (_ ("Today's calls %u of %u"), n_done, n_done + n_left),
      *details = dup_pace (clinic, queue, n_left);

  g_return_if_fail (UKE_IS_FOLLOWUP_HEAD (self));

  uke_ring_set_progress (self->ring, n_done, n_done + n_left);
  gtk_label_set_text (self->summary, summary);
  gtk_label_set_text (self->details, details);
  show_results (self, uke_follow_up_list_find_progress (queue, &UKE_ID_NONE));
}

/**
 * uke_followup_head_goes_on:
 * @self: the head
 *
 * Returns: whether the next call is opened after an outcome
 * Thread: main
 */
gboolean
uke_followup_head_goes_on (UkeFollowupHead *self)
{
  g_return_val_if_fail (UKE_IS_FOLLOWUP_HEAD (self), TRUE);

  return gtk_switch_get_active (self->auto_next);
}
