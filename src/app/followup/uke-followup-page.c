/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/followup/uke-followup-page.h"

#include "app/followup/uke-call-editor.h"
#include "app/followup/uke-call-panel.h"
#include "app/followup/uke-call-side.h"
#include "app/followup/uke-followup-claim.h"
#include "app/followup/uke-followup-head.h"
#include "app/followup/uke-followup-list.h"
#include "app/followup/uke-followup-words.h"
#include "app/uke-perform.h"
#include "app/uke-window.h"
#include "clinic/uke-follow-up-commands.h"
#include "model/uke-codes.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>

struct _UkeFollowupPage {
  UkePage parent_instance;

  UkeFollowUpList *queue;    /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable) */
  UkeId current_id;          /* the task in the panel, none */
  UkeId wanted_id;           /* the task to open when the queue is read, none */
  gboolean goes_on;          /* the next task is opened when the queue was read again */
  gboolean wants_focus;      /* the page was brought to the front: its keys should work */
  unsigned look_again;       /* while a claim may still be confirmed in a moment */
  gboolean is_waiting;       /* the queue changed while it was being read */
  GtkWidget *navigation;     /* (owned) */
  GtkToggleButton *today;
  GtkToggleButton *planned;
  GtkToggleButton *done;

  GtkStack *stack;
  AdwStatusPage *trouble;
  AdwFlap *right_flap;
  UkeFollowupHead *head;
  GtkWidget *left;
  UkeFollowupList *list;
  UkeCallPanel *panel;
  UkeCallSide *side;
};

enum { LEFT_NARROW_PX = 500, LEFT_WIDE_PX = 560 };

G_DEFINE_FINAL_TYPE (UkeFollowupPage, uke_followup_page, UKE_TYPE_PAGE)

static void read_queue (UkeFollowupPage *self);

static UkeClinic *
get_clinic (UkeFollowupPage *self)
{
  return uke_page_get_clinic (UKE_PAGE (self));
}

static UkeFollowupPart
get_part (UkeFollowupPage *self)
{
  if (gtk_toggle_button_get_active (self->planned))
    return UKE_FOLLOWUP_PART_PLANNED;
  return gtk_toggle_button_get_active (self->done) ? UKE_FOLLOWUP_PART_DONE
                                                   : UKE_FOLLOWUP_PART_TODAY;
}

static gboolean
is_callable (UkeFollowUpItem *item)
{
  return item->section != UKE_FOLLOW_UP_SECTION_DONE
         && item->section != UKE_FOLLOW_UP_SECTION_PLANNED
         && item->section != UKE_FOLLOW_UP_SECTION_REVIEW;
}

static gboolean
is_open (UkeFollowUpItem *item)
{
  return uke_follow_up_state_is_open (uke_record_get_code (item->follow_up, UKE_FOLLOW_UP_STATE));
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
  unsigned n_left = count_today (self),
           n_done = self->queue->n_by_section[UKE_FOLLOW_UP_SECTION_DONE];

  uke_followup_head_show (self->head, get_clinic (self), self->queue, n_left);
  set_toggle (self->today, _ ("Today"), n_left);
  set_toggle (self->planned, _ ("Planned"),
              self->queue->n_by_section[UKE_FOLLOW_UP_SECTION_PLANNED]);
  set_toggle (self->done, _ ("Done"), n_done);
  uke_window_set_badge (uke_page_get_window (UKE_PAGE (self)), "followup", n_left);
}

/* A finished queue is praised plainly; an empty day says what comes next (design.md 8). */
static void
show_nothing_left (UkeFollowupPage *self)
{
  const UkeFollowUpProgress *team = uke_follow_up_list_find_progress (self->queue, &UKE_ID_NONE);
  unsigned n_planned = self->queue->n_by_section[UKE_FOLLOW_UP_SECTION_PLANNED],
           n_done = self->queue->n_by_section[UKE_FOLLOW_UP_SECTION_DONE];
  g_autofree char *planned
      = g_strdup_printf (ngettext ("%u call is planned for another day.",
                                   "%u calls are planned for other days.", n_planned),
                         n_planned);
  g_autofree char *text = NULL;

  if (n_done == 0) {
    uke_call_panel_say_nothing_left (self->panel, _ ("No calls today"), planned);
    return;
  }
  text = g_strdup_printf (_ ("%u calls, %u of them became bookings. Well done. %s"), n_done,
                          team != NULL ? team->n_booked : 0, planned);
  uke_call_panel_say_nothing_left (self->panel, _ ("Today's calls are all done"), text);
}

static void
fill_list (UkeFollowupPage *self)
{
  uke_followup_list_show (self->list, get_clinic (self), self->queue, get_part (self));
  uke_followup_list_select (self->list, &self->current_id);
}

static void
show_item (UkeFollowupPage *self, UkeFollowUpItem *item)
{
  self->current_id = item != NULL ? *uke_record_get_id (item->follow_up) : UKE_ID_NONE;
  uke_call_panel_show (self->panel, get_clinic (self), item);
  uke_call_side_show (self->side, get_clinic (self), item, self->queue);
}

static void
open_item (UkeFollowupPage *self, UkeFollowUpItem *item)
{
  show_item (self, item);
  uke_followup_list_select (self->list, &self->current_id);
  if (adw_flap_get_folded (self->right_flap))
    adw_flap_set_reveal_flap (self->right_flap, FALSE);
  /* The keys of the view belong to the new person: none is left on what was pressed last. */
  uke_followup_list_focus (self->list);
  if (item != NULL && is_callable (item))
    uke_followup_claim_take (UKE_PAGE (self), item);
}

/* They can be reached now, or nobody knows when. */
static gboolean
is_in_window (UkeFollowupPage *self, UkeFollowUpItem *item)
{
  UkeClinic *clinic = get_clinic (self);
  gboolean is_now;
  g_autofree char *best
      = uke_followup_best_text (uke_followup_best_hours (item), uke_clinic_get_zone (clinic),
                                uke_clock_now_us (uke_clinic_get_clock (clinic)), &is_now);

  return is_now || uke_followup_best_hours (item) == NULL
         || item->rank.score == 100; /* a promise counts more than hours */
}

/* The next one of a list that may be called, after the current one, from the top when there is
 * none. */
static UkeFollowUpItem *
find_next_in (UkeFollowupPage *self, GPtrArray *items, gboolean in_window)
{
  UkeFollowUpItem *first = NULL;
  gboolean is_behind = FALSE;

  for (unsigned i = 0; i < items->len; i++) {
    UkeFollowUpItem *item = g_ptr_array_index (items, i);

    if (uke_id_equal (uke_record_get_id (item->follow_up), &self->current_id)) {
      is_behind = TRUE;
      continue;
    }
    if (!is_callable (item) || uke_followup_claim_is_others (get_clinic (self), item)
        || (in_window && !is_in_window (self, item)))
      continue;
    if (is_behind)
      return item;
    if (first == NULL)
      first = item;
  }
  return first;
}

/* Those who can be reached now come before those who cannot, the list before what it hides. */
static UkeFollowUpItem *
find_next (UkeFollowupPage *self)
{
  GPtrArray *listed = uke_followup_list_get_items (self->list);
  UkeFollowUpItem *item = find_next_in (self, listed, TRUE);

  if (item == NULL)
    item = find_next_in (self, listed, FALSE);
  return item != NULL ? item : find_next_in (self, self->queue->items, FALSE);
}

static gboolean
look_again_cb (gpointer data)
{
  UkeFollowupPage *self = data;

  self->look_again = 0;
  fill_list (self);
  show_item (self, find_item (self, &self->current_id));
  return G_SOURCE_REMOVE;
}

/* A claim that is on its way to the server is tentative if it still is in a moment. */
static void
look_again (UkeFollowupPage *self)
{
  unsigned patience_ms = uke_followup_claim_get_patience_ms (get_clinic (self), self->queue);

  g_clear_handle_id (&self->look_again, g_source_remove);
  if (patience_ms > 0)
    self->look_again = g_timeout_add (patience_ms, look_again_cb, self);
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
    uke_followup_list_select (self->list, &self->current_id);
  } else {
    show_item (self, item);
  }
  show_nothing_left (self);
  if (self->wants_focus)
    uke_followup_list_focus (self->list);
  self->wants_focus = FALSE;
  look_again (self);
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
  UkeFollowUpItem *item = uke_call_panel_get_item (self->panel);

  if (item != NULL && is_callable (item) && gtk_widget_get_mapped (GTK_WIDGET (self)))
    uke_followup_claim_renew (UKE_PAGE (self), item);
  read_queue (self);
}

static void
opened_cb (UkeFollowupPage *self, UkeFollowUpItem *item)
{
  open_item (self, item);
}

static void
recorded_cb (UkeFollowupPage *self, gboolean goes_on)
{
  self->goes_on = goes_on && uke_followup_head_goes_on (self->head);
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
  uke_call_panel_record_digit (UKE_FOLLOWUP_PAGE (widget)->panel, g_variant_get_int32 (target));
}

/* Where the pane is folded away it comes up for the choice. */
static void
choose_slot_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeFollowupPage *self = UKE_FOLLOWUP_PAGE (widget);

  adw_flap_set_reveal_flap (self->right_flap, TRUE);
  uke_call_side_focus_slots (self->side);
}

static void
focus_list_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  uke_followup_list_focus (UKE_FOLLOWUP_PAGE (widget)->list);
}

static void
edit_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeFollowupPage *self = UKE_FOLLOWUP_PAGE (widget);
  UkeFollowUpItem *item = uke_call_panel_get_item (self->panel);

  if (item != NULL && is_open (item))
    uke_call_editor_present (widget, get_clinic (self), NULL, item->follow_up);
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
  if (uke_followup_claim_is_mine (get_clinic (self), item))
    uke_perform (widget, uke_command_release_follow_up (item->follow_up),
                 _ ("Handed back: anybody may call"));
  else if (is_callable (item))
    uke_followup_claim_take (UKE_PAGE (self), item);
}

static void
step_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeFollowupPage *self = UKE_FOLLOWUP_PAGE (widget);
  UkeFollowUpItem *item = uke_followup_list_get_beside (self->list, g_variant_get_int32 (target));

  if (item != NULL)
    open_item (self, item);
}

/* A slot was booked from the side: the call ended with it. */
static void
booked_cb (UkeFollowupPage *self, const char *hex)
{
  UkeId id = UKE_ID_NONE;

  if (uke_id_from_hex (hex, &id))
    uke_call_panel_record (self->panel, UKE_CALL_OUTCOME_BOOKED, &id);
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

static void
uke_followup_page_set_narrow (UkePage *page, gboolean is_narrow)
{
  UkeFollowupPage *self = UKE_FOLLOWUP_PAGE (page);

  uke_call_panel_set_compact (self->panel, is_narrow);
  gtk_widget_set_size_request (self->left, is_narrow ? LEFT_NARROW_PX : LEFT_WIDE_PX, -1);
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
  UkeFollowupPage *self = UKE_FOLLOWUP_PAGE (page);

  offer_next (self);
  self->wants_focus = TRUE;
  read_queue (self);
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

  g_clear_handle_id (&self->look_again, g_source_remove);
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
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupPage, list);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupPage, left);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupPage, head);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupPage, panel);
  gtk_widget_class_bind_template_child (widget_class, UkeFollowupPage, side);
  gtk_widget_class_bind_template_callback (widget_class, opened_cb);
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
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, 0, "followup.edit", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_j, 0, "followup.step", "i", 1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_k, 0, "followup.step", "i", -1);
}

static void
uke_followup_page_class_init (UkeFollowupPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UkePageClass *page_class = UKE_PAGE_CLASS (klass);

  g_type_ensure (UKE_TYPE_FOLLOWUP_HEAD);
  g_type_ensure (UKE_TYPE_FOLLOWUP_LIST);
  g_type_ensure (UKE_TYPE_CALL_PANEL);
  g_type_ensure (UKE_TYPE_CALL_SIDE);
  G_OBJECT_CLASS (klass)->constructed = uke_followup_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = uke_followup_page_dispose;
  page_class->get_navigation = uke_followup_page_get_navigation;
  page_class->get_primary = uke_followup_page_get_primary;
  page_class->get_flap = uke_followup_page_get_flap;
  page_class->folds_right_when_narrow = TRUE;
  page_class->set_narrow = uke_followup_page_set_narrow;
  page_class->show_record = uke_followup_page_show_record;
  page_class->shown = uke_followup_page_shown;
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "followup.next", NULL, next_cb);
  gtk_widget_class_install_action (widget_class, "followup.digit", "i", digit_cb);
  gtk_widget_class_install_action (widget_class, "followup.toggle-call", NULL, toggle_call_cb);
  gtk_widget_class_install_action (widget_class, "followup.copy", NULL, copy_cb);
  gtk_widget_class_install_action (widget_class, "followup.snooze", NULL, snooze_cb);
  gtk_widget_class_install_action (widget_class, "followup.claim", NULL, claim_cb);
  gtk_widget_class_install_action (widget_class, "followup.choose-slot", NULL, choose_slot_cb);
  gtk_widget_class_install_action (widget_class, "followup.focus-list", NULL, focus_list_cb);
  gtk_widget_class_install_action (widget_class, "followup.edit", NULL, edit_cb);
  gtk_widget_class_install_action (widget_class, "followup.step", "i", step_cb);
  add_keys (widget_class);
}

static void
uke_followup_page_init (UkeFollowupPage *self)
{
  make_navigation (self);
  gtk_widget_init_template (GTK_WIDGET (self));
}
