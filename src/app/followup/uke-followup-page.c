/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/followup/uke-followup-page.h"

#include "app/followup/uke-call-panel.h"
#include "app/followup/uke-call-side.h"
#include "app/followup/uke-followup-row.h"
#include "app/followup/uke-followup-words.h"
#include "app/uke-perform.h"
#include "app/uke-window.h"
#include "app/widgets/uke-ring.h"
#include "clinic/uke-follow-up-commands.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>

/* Which part of the queue is listed. */
typedef enum {
  SHOW_TODAY,
  SHOW_PLANNED,
  SHOW_DONE,
} Show;

struct _UkeFollowupPage {
  UkePage parent_instance;

  UkeFollowUpList *queue;    /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable) */
  UkeId current_id;          /* the task in the panel, none */
  UkeId wanted_id;           /* the task to open when the queue is read, none */
  gboolean goes_on;          /* the next task is opened when the queue was read again */
  gboolean is_waiting;       /* the queue changed while it was being read */
  GtkWidget *navigation;     /* (owned) */
  GtkToggleButton *today;
  GtkToggleButton *planned;
  GtkToggleButton *done;

  GtkStack *stack;
  AdwStatusPage *trouble;
  AdwFlap *right_flap;
  UkeRing *ring;
  GtkLabel *summary;
  GtkLabel *details;
  GtkListBox *list;
  GtkStack *list_stack;
  GtkSwitch *auto_next;
  UkeCallPanel *panel;
  UkeCallSide *side;
};

G_DEFINE_FINAL_TYPE (UkeFollowupPage, uke_followup_page, UKE_TYPE_PAGE)

static void read_queue (UkeFollowupPage *self);

static UkeClinic *
get_clinic (UkeFollowupPage *self)
{
  return uke_page_get_clinic (UKE_PAGE (self));
}

static Show
get_show (UkeFollowupPage *self)
{
  if (gtk_toggle_button_get_active (self->planned))
    return SHOW_PLANNED;
  return gtk_toggle_button_get_active (self->done) ? SHOW_DONE : SHOW_TODAY;
}

static gboolean
is_listed (UkeFollowupPage *self, UkeFollowUpItem *item)
{
  switch (get_show (self)) {
  case SHOW_TODAY:
    /* What was called today stays in the list, so that nobody who rings back is lost (N4). */
    return item->section != UKE_FOLLOW_UP_SECTION_PLANNED;
  case SHOW_PLANNED:
    return item->section == UKE_FOLLOW_UP_SECTION_PLANNED;
  case SHOW_DONE:
    return item->section == UKE_FOLLOW_UP_SECTION_DONE;
  }
  return FALSE;
}

static gboolean
is_callable (UkeFollowUpItem *item)
{
  return item->section != UKE_FOLLOW_UP_SECTION_DONE
         && item->section != UKE_FOLLOW_UP_SECTION_PLANNED
         && item->section != UKE_FOLLOW_UP_SECTION_REVIEW;
}

static const UkeId *
get_sitting_id (UkeFollowupPage *self)
{
  UkeRecord *staff = uke_clinic_get_sitting_staff (get_clinic (self));

  return staff != NULL ? uke_record_get_id (staff) : &UKE_ID_NONE;
}

/* Somebody else is on it, and their claim has not run out. */
static gboolean
is_claimed_by_other (UkeFollowupPage *self, UkeFollowUpItem *item)
{
  const UkeId *holder = uke_record_get_id_value (item->follow_up, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID);
  int64_t until_us = uke_record_get_time_us (item->follow_up, UKE_FOLLOW_UP_CLAIMED_UNTIL_US);

  return !uke_id_is_none (holder) && !uke_id_equal (holder, get_sitting_id (self))
         && until_us > uke_clock_now_us (uke_clinic_get_clock (get_clinic (self)));
}

static UkeFollowUpItem *
find_item (UkeFollowupPage *self, const UkeId *id)
{
  for (unsigned i = 0; self->queue != NULL && i < self->queue->items->len; i++) {
    UkeFollowUpItem *item = g_ptr_array_index (self->queue->items, i);

    if (uke_id_equal (uke_record_get_id (item->follow_up), id))
      return item;
  }
  return NULL;
}

static unsigned
count_today (UkeFollowupPage *self)
{
  unsigned n = 0;

  for (unsigned i = 0; i < self->queue->items->len; i++)
    if (is_callable (g_ptr_array_index (self->queue->items, i)))
      n++;
  return n;
}

static void
set_toggle (GtkToggleButton *button, const char *word, unsigned count)
{
  g_autofree char *label = g_strdup_printf ("%s %u", word, count);

  gtk_button_set_label (GTK_BUTTON (button), label);
}

static void
show_progress (UkeFollowupPage *self)
{
  const UkeFollowUpProgress *team
      = self->queue->progress->len > 0
            ? &g_array_index (self->queue->progress, UkeFollowUpProgress, 0)
            : NULL;
  unsigned n_left = count_today (self),
           n_done = self->queue->n_by_section[UKE_FOLLOW_UP_SECTION_DONE];
  unsigned n_called = team != NULL ? team->n_called : 0, n_mine = 0;
  g_autofree char *summary
      = g_strdup_printf (_ ("Today's calls %u of %u"), n_done, n_done + n_left),
      *details = NULL;

  for (unsigned i = 1; i < self->queue->progress->len; i++) {
    const UkeFollowUpProgress *one = &g_array_index (self->queue->progress, UkeFollowUpProgress, i);

    if (uke_id_equal (&one->staff_id, get_sitting_id (self)))
      n_mine = one->n_called;
  }
  details = g_strdup_printf (_ ("You %u, all %u, booked %u, still %u"), n_mine, n_called,
                             team != NULL ? team->n_booked : 0, n_left);
  uke_ring_set_progress (self->ring, n_done, n_done + n_left);
  gtk_label_set_text (self->summary, summary);
  gtk_label_set_text (self->details, details);
  set_toggle (self->today, _ ("Today"), n_left);
  set_toggle (self->planned, _ ("Planned"),
              self->queue->n_by_section[UKE_FOLLOW_UP_SECTION_PLANNED]);
  set_toggle (self->done, _ ("Done"), n_done);
  uke_window_set_badge (uke_page_get_window (UKE_PAGE (self)), "followup", n_left);
}

static void
select_current (UkeFollowupPage *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++) {
    UkeFollowUpItem *item = uke_followup_row_get_item (UKE_FOLLOWUP_ROW (row));

    if (uke_id_equal (uke_record_get_id (item->follow_up), &self->current_id))
      gtk_list_box_select_row (self->list, row);
  }
}

static void
fill_list (UkeFollowupPage *self)
{
  GtkListBoxRow *row;
  unsigned n = 0;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (unsigned i = 0; i < self->queue->items->len; i++) {
    UkeFollowUpItem *item = g_ptr_array_index (self->queue->items, i);

    if (!is_listed (self, item))
      continue;
    gtk_list_box_append (self->list, uke_followup_row_new (get_clinic (self), item));
    n++;
  }
  gtk_stack_set_visible_child_name (self->list_stack, n > 0 ? "list" : "empty");
  select_current (self);
}

static void
show_item (UkeFollowupPage *self, UkeFollowUpItem *item)
{
  self->current_id = item != NULL ? *uke_record_get_id (item->follow_up) : UKE_ID_NONE;
  uke_call_panel_show (self->panel, get_clinic (self), item);
  uke_call_side_show (self->side, get_clinic (self), item, self->queue);
}

static void
claim (UkeFollowupPage *self, UkeFollowUpItem *item)
{
  const UkeId *holder = uke_record_get_id_value (item->follow_up, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID);

  if (uke_id_equal (holder, get_sitting_id (self)) || !is_callable (item)
      || !uke_clinic_may (get_clinic (self), UKE_ACTION_FOLLOW_UP_CLAIM))
    return;
  if (is_claimed_by_other (self, item)) {
    UkeRecord *staff = uke_clinic_lookup (get_clinic (self), &UKE_ENTITY_STAFF, holder);
    g_autofree char *sentence = g_strdup_printf (
        _ ("%s is on this call"),
        staff != NULL ? uke_record_get_text (staff, UKE_STAFF_FAMILY_NAME) : "—");

    uke_window_say (uke_page_get_window (UKE_PAGE (self)), sentence);
    return;
  }
  uke_perform (GTK_WIDGET (self), uke_command_claim_follow_up (item->follow_up), NULL);
}

static void
open_item (UkeFollowupPage *self, UkeFollowUpItem *item)
{
  show_item (self, item);
  select_current (self);
  if (item != NULL)
    claim (self, item);
}

/* The next one nobody else is on, after the current one, from the top when there is none. */
static UkeFollowUpItem *
find_next (UkeFollowupPage *self)
{
  UkeFollowUpItem *first = NULL;
  gboolean is_behind = FALSE;

  for (unsigned i = 0; i < self->queue->items->len; i++) {
    UkeFollowUpItem *item = g_ptr_array_index (self->queue->items, i);

    if (uke_id_equal (uke_record_get_id (item->follow_up), &self->current_id)) {
      is_behind = TRUE;
      continue;
    }
    if (!is_callable (item) || is_claimed_by_other (self, item))
      continue;
    if (is_behind)
      return item;
    if (first == NULL)
      first = item;
  }
  return first;
}

static void
show_queue (UkeFollowupPage *self)
{
  UkeFollowUpItem *item = find_item (self, &self->current_id),
                  *wanted = find_item (self, &self->wanted_id);

  self->wanted_id = UKE_ID_NONE;
  show_progress (self);
  fill_list (self);
  gtk_stack_set_visible_child_name (self->stack, "queue");
  if (wanted != NULL) {
    open_item (self, wanted);
  } else if (self->goes_on || item == NULL) {
    self->goes_on = FALSE;
    /* At first the top of the queue is shown without being taken on: somebody may only be looking.
     */
    if (item == NULL)
      show_item (self, find_next (self));
    else
      open_item (self, find_next (self));
    select_current (self);
  } else {
    show_item (self, item);
  }
}

static void
queue_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeFollowupPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeFollowUpList) queue
      = uke_clinic_load_follow_ups_finish (UKE_CLINIC (source), result, &error);

  g_clear_object (&self->cancellable);
  /* The window may have been closed while the queue was being read. */
  if (uke_page_get_window (UKE_PAGE (self)) == NULL
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (queue == NULL) {
    g_autofree char *sentence = uke_words_for_error (error);

    adw_status_page_set_description (self->trouble, sentence);
    gtk_stack_set_visible_child_name (self->stack, "trouble");
    return;
  }
  g_clear_pointer (&self->queue, uke_follow_up_list_unref);
  self->queue = g_steal_pointer (&queue);
  show_queue (self);
  if (self->is_waiting)
    read_queue (self);
}

/* Changes that come while the queue is being read wait for one more reading, not for one each. */
static void
read_queue (UkeFollowupPage *self)
{
  UkeFollowUpFilter filter = { .include_closed_today = TRUE };

  self->is_waiting = self->cancellable != NULL;
  if (self->is_waiting)
    return;
  self->cancellable = g_cancellable_new ();
  uke_clinic_load_follow_ups_async (get_clinic (self), &filter, self->cancellable, queue_read_cb,
                                    g_object_ref (self));
}

static void
clinic_changed_cb (UkeFollowupPage *self, UkeChanges *changes)
{
  if (uke_changes_touches (changes, &UKE_ENTITY_FOLLOW_UP)
      || uke_changes_touches (changes, &UKE_ENTITY_CALL_ATTEMPT)
      || uke_changes_touches (changes, &UKE_ENTITY_PATIENT)
      || uke_changes_touches (changes, &UKE_ENTITY_PATIENT_PHONE))
    read_queue (self);
}

/* Every minute something may become due or overdue. */
static void
minute_changed_cb (UkeFollowupPage *self)
{
  read_queue (self);
}

static void
row_activated_cb (UkeFollowupPage *self, GtkListBoxRow *row)
{
  open_item (self, uke_followup_row_get_item (UKE_FOLLOWUP_ROW (row)));
}

static void
recorded_cb (UkeFollowupPage *self)
{
  self->goes_on = gtk_switch_get_active (self->auto_next);
  read_queue (self);
}

static void
show_toggled_cb (UkeFollowupPage *self)
{
  if (self->queue != NULL)
    fill_list (self);
}

static void
next_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeFollowupPage *self = UKE_FOLLOWUP_PAGE (widget);

  if (self->queue == NULL)
    return;
  /* A running call is never left by accident: it is said once, and nothing is lost (P12). */
  if (uke_call_panel_is_calling (self->panel)) {
    uke_window_say (
        uke_page_get_window (UKE_PAGE (self)),
        _ ("This call has no outcome yet. Press its digit, or Space to end it without one."));
    return;
  }
  open_item (self, find_next (self));
}

static void
digit_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeFollowupPage *self = UKE_FOLLOWUP_PAGE (widget);
  int digit = g_variant_get_int32 (target);

  if (digit == 1)
    uke_call_side_focus_slots (self->side);
  else
    uke_call_panel_record_digit (self->panel, digit);
}

static void
toggle_call_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  uke_call_panel_toggle_call (UKE_FOLLOWUP_PAGE (widget)->panel);
}

static void
copy_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  uke_call_panel_copy_number (UKE_FOLLOWUP_PAGE (widget)->panel);
}

static void
snooze_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  uke_call_panel_open_snooze (UKE_FOLLOWUP_PAGE (widget)->panel);
}

static void
claim_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeFollowupPage *self = UKE_FOLLOWUP_PAGE (widget);
  UkeFollowUpItem *item = uke_call_panel_get_item (self->panel);

  if (item == NULL)
    return;
  if (uke_id_equal (uke_record_get_id_value (item->follow_up, UKE_FOLLOW_UP_ASSIGNED_STAFF_ID),
                    get_sitting_id (self)))
    uke_perform (widget, uke_command_release_follow_up (item->follow_up),
                 _ ("Handed back: anybody may call"));
  else
    claim (self, item);
}

static void
move_row (UkeFollowupPage *self, int step)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  GtkListBoxRow *next = gtk_list_box_get_row_at_index (
      self->list, row != NULL ? gtk_list_box_row_get_index (row) + step : 0);

  if (next != NULL)
    open_item (self, uke_followup_row_get_item (UKE_FOLLOWUP_ROW (next)));
}

static void
step_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  move_row (UKE_FOLLOWUP_PAGE (widget), g_variant_get_int32 (target));
}

/* A slot was booked from the side: the call ended with it. */
static void
booked_cb (UkeFollowupPage *self, const char *hex)
{
  UkeId id = UKE_ID_NONE;

  if (uke_id_from_hex (hex, &id))
    uke_call_panel_record (self->panel, UKE_CALL_OUTCOME_BOOKED, &id);
}

static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  UkeFollowUpSection section = uke_followup_row_get_item (UKE_FOLLOWUP_ROW (row))->section;
  GtkWidget *label;

  if (before != NULL && uke_followup_row_get_item (UKE_FOLLOWUP_ROW (before))->section == section) {
    gtk_list_box_row_set_header (row, NULL);
    return;
  }
  label = gtk_label_new (uke_followup_section_word (section));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "uk-queue-head");
  gtk_widget_add_css_class (label, "uk-caption");
  gtk_list_box_row_set_header (row, label);
}

static GtkWidget *
uke_followup_page_get_navigation (UkePage *page)
{
  return UKE_FOLLOWUP_PAGE (page)->navigation;
}

static const UkePrimary *
uke_followup_page_get_primary (UkePage *page)
{
  static UkePrimary next = { NULL, "go-next-symbolic", "→", "followup-page.next" };

  next.label = _ ("Next person");
  return &next;
}

static AdwFlap *
uke_followup_page_get_flap (UkePage *page, UkeSide side)
{
  return side == UKE_SIDE_RIGHT ? UKE_FOLLOWUP_PAGE (page)->right_flap : NULL;
}

static gboolean
uke_followup_page_show_record (UkePage *page, const UkeId *id)
{
  UkeFollowupPage *self = UKE_FOLLOWUP_PAGE (page);
  UkeFollowUpItem *item = find_item (self, id);

  if (item != NULL)
    open_item (self, item);
  else
    self->wanted_id = *id;
  return item != NULL || self->queue == NULL;
}

static void
next_activate_cb (UkeFollowupPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "followup.next", NULL);
}

/* The header's button stands outside the page: it reaches the page through a group of the window.
 */
static void
offer_next (UkeFollowupPage *self)
{
  GtkWidget *window = GTK_WIDGET (uke_page_get_window (UKE_PAGE (self)));
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) next = g_simple_action_new ("next", NULL);

  g_signal_connect_object (next, "activate", G_CALLBACK (next_activate_cb), self,
                           G_CONNECT_SWAPPED);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (next));
  gtk_widget_insert_action_group (window, "followup-page", G_ACTION_GROUP (group));
}

static void
uke_followup_page_shown (UkePage *page)
{
  offer_next (UKE_FOLLOWUP_PAGE (page));
  read_queue (UKE_FOLLOWUP_PAGE (page));
}

static GtkToggleButton *
add_toggle (UkeFollowupPage *self, GtkWidget *box, GtkToggleButton *group)
{
  GtkWidget *button = gtk_toggle_button_new ();

  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), group);
  gtk_box_append (GTK_BOX (box), button);
  g_signal_connect_object (button, "toggled", G_CALLBACK (show_toggled_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_TOGGLE_BUTTON (button);
}

static void
make_navigation (UkeFollowupPage *self)
{
  GtkWidget *title = gtk_label_new (_ ("Follow-up calls")),
            *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->navigation = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12));
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_add_css_class (box, "linked");
  self->today = add_toggle (self, box, NULL);
  self->planned = add_toggle (self, box, self->today);
  self->done = add_toggle (self, box, self->today);
  gtk_toggle_button_set_active (self->today, TRUE);
  set_toggle (self->today, _ ("Today"), 0);
  set_toggle (self->planned, _ ("Planned"), 0);
  set_toggle (self->done, _ ("Done"), 0);
  gtk_box_append (GTK_BOX (self->navigation), title);
  gtk_box_append (GTK_BOX (self->navigation), box);
}

static void
uke_followup_page_constructed (GObject *object)
{
  UkeFollowupPage *self = UKE_FOLLOWUP_PAGE (object);

  G_OBJECT_CLASS (uke_followup_page_parent_class)->constructed (object);
  g_signal_connect_object (get_clinic (self), "changed", G_CALLBACK (clinic_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (uke_clinic_get_clock (get_clinic (self)), "minute-changed",
                           G_CALLBACK (minute_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
uke_followup_page_dispose (GObject *object)
{
  UkeFollowupPage *self = UKE_FOLLOWUP_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->navigation);
  g_clear_pointer (&self->queue, uke_follow_up_list_unref);
  G_OBJECT_CLASS (uke_followup_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/followup/uke-followup-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupPage, stack);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupPage, trouble);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupPage, right_flap);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupPage, ring);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupPage, summary);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupPage, details);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupPage, list);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupPage, list_stack);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupPage, auto_next);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupPage, panel);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupPage, side);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, recorded_cb);
  gtk_widget_class_bind_template_callback (widget_class, booked_cb);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  for (unsigned digit = 0; digit <= 9; digit++) {
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0 + digit, 0, "followup.digit", "i",
                                         (int)digit);
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_0 + digit, 0, "followup.digit",
                                         "i", (int)digit);
    /* Full-width digits, as an input method sends them. */
    gtk_widget_class_add_binding_action (widget_class, gdk_unicode_to_keyval (0xff10 + digit), 0,
                                         "followup.digit", "i", (int)digit);
  }
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_space, 0, "followup.toggle-call",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Right, 0, "followup.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, 0, "followup.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, 0, "followup.snooze", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, 0, "followup.claim", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_j, 0, "followup.step", "i", 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_k, 0, "followup.step", "i", -1);
}

static void
uke_followup_page_class_init (UkeFollowupPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UkePageClass *page_class = UKE_PAGE_CLASS (klass);

  g_type_ensure (UKE_TYPE_RING);
  g_type_ensure (UKE_TYPE_CALL_PANEL);
  g_type_ensure (UKE_TYPE_CALL_SIDE);
  G_OBJECT_CLASS (klass)->constructed = uke_followup_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = uke_followup_page_dispose;
  page_class->get_navigation = uke_followup_page_get_navigation;
  page_class->get_primary = uke_followup_page_get_primary;
  page_class->get_flap = uke_followup_page_get_flap;
  page_class->folds_right_when_narrow = TRUE;
  page_class->show_record = uke_followup_page_show_record;
  page_class->shown = uke_followup_page_shown;
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "followup.next", NULL, next_cb);
  gtk_widget_class_install_action (widget_class, "followup.digit", "i", digit_cb);
  gtk_widget_class_install_action (widget_class, "followup.toggle-call", NULL, toggle_call_cb);
  gtk_widget_class_install_action (widget_class, "followup.copy", NULL, copy_cb);
  gtk_widget_class_install_action (widget_class, "followup.snooze", NULL, snooze_cb);
  gtk_widget_class_install_action (widget_class, "followup.claim", NULL, claim_cb);
  gtk_widget_class_install_action (widget_class, "followup.step", "i", step_cb);
  add_keys (widget_class);
}

static void
uke_followup_page_init (UkeFollowupPage *self)
{
  make_navigation (self);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, header_cb, NULL, NULL);
}
