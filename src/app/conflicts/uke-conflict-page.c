/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/conflicts/uke-conflict-page.h"

#include "app/conflicts/uke-conflict-row.h"
#include "app/conflicts/uke-conflict-view.h"
#include "app/conflicts/uke-conflict-words.h"
#include "app/uke-perform.h"
#include "app/uke-window.h"
#include "app/widgets/uke-chip.h"
#include "app/widgets/uke-list-rows.h"
#include "clinic/uke-clinic.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>

/* Below the open cards stand the newest of what rules decided; all of them have a list of their
 * own.
 */
#define N_BELOW 3

/* Keys 1 and 2 choose a side, 3 and on a place. */
#define N_SLOT_KEYS 4

typedef enum {
  PROP_N_OPEN = 1,
  N_PROPS,
} UkeConflictPageProperty;

static GParamSpec *properties[N_PROPS];

struct _UkeConflictPage {
  UkePage parent_instance;

  UkeConflictList *cards; /* (owned) (nullable): NULL until they were read */
  GCancellable *reading;  /* (owned) (nullable): while the list is read */
  GCancellable *telling;  /* (owned) (nullable): while a story is read */
  gboolean is_stale;      /* something changed while the list was being read */
  gboolean is_filling;
  gboolean takes_focus;  /* it has just been shown: the keyboard goes to its cards */
  gboolean is_busy;      /* a decision is on its way */
  GtkWidget *navigation; /* (owned) */
  GtkLabel *count_label;

  GtkStack *stack;
  AdwStatusPage *trouble;
  GtkWidget *left_pane;
  GtkToggleButton *open_tab;
  GtkToggleButton *decided_tab;
  GtkListBox *list;
  GtkStack *story_stack;
  AdwStatusPage *nothing;
  UkeConflictView *view;
  GtkMenuButton *owner_button;
  GtkLabel *owner_label;
  GtkWidget *both_button;
  GtkWidget *later_button;
  GtkWidget *settle_button;
  GtkWidget *refused_button;
  gboolean follows_state;
};

G_DEFINE_FINAL_TYPE (UkeConflictPage, uke_conflict_page, UKE_TYPE_PAGE)

static void read_list (UkeConflictPage *self);

static UkeClinic *
get_clinic (UkeConflictPage *self)
{
  return uke_page_get_clinic (UKE_PAGE (self));
}

static gboolean
shows_decided (UkeConflictPage *self)
{
  return gtk_toggle_button_get_active (self->decided_tab);
}

static unsigned
count_open (UkeConflictPage *self)
{
  return self->cards != NULL ? self->cards->open->len : 0;
}

static void
show_counts (UkeConflictPage *self)
{
  unsigned n_open = count_open (self), n_decided = self->cards->decided->len;
  g_autofree char *open = g_strdup_printf ("%s %u", _ ("To check"), n_open);
  g_autofree char *decided = g_strdup_printf ("%s %u", _ ("Decided by rule"), n_decided);
  g_autofree char *count
      = g_strdup_printf (g_dngettext (NULL, "%u card", "%u cards", n_open), n_open);

  gtk_button_set_label (GTK_BUTTON (self->open_tab), open);
  gtk_button_set_label (GTK_BUTTON (self->decided_tab), decided);
  gtk_label_set_text (self->count_label, count);
}

static void
show_nothing (UkeConflictPage *self)
{
  gboolean is_decided = shows_decided (self);

  adw_status_page_set_title (self->nothing, is_decided ? _ ("Nothing was decided by rule today")
                                                       : _ ("Nothing to check"));
  adw_status_page_set_description (
      self->nothing,
      is_decided
          ? _ ("When two desks change the same thing and a rule can tell what holds, it is listed "
               "here until the day ends.")
          : _ ("All bookings and entries agree. When two desks change the same thing without "
               "knowing of each other, it is told here, and nothing is lost."));
  uke_conflict_view_show (self->view, NULL, NULL);
  gtk_stack_set_visible_child_name (self->story_stack, "none");
}

/* What can be done depends on the card, and on what is chosen on it. */
static void
show_actions (UkeConflictPage *self)
{
  const UkeConflict *conflict = uke_conflict_view_get_conflict (self->view);
  gboolean may = conflict != NULL && !self->is_busy
                 && uke_clinic_may (get_clinic (self), UKE_ACTION_CONFLICT_SETTLE);
  gboolean is_open = conflict != NULL && conflict->is_open;
  gboolean turns = conflict != NULL && !is_open && !uke_conflict_words_is_fixed (conflict)
                   && uke_conflict_view_get_side (self->view) == UKE_CONFLICT_OTHER;
  UkeRecord *owner = conflict != NULL ? uke_clinic_lookup (get_clinic (self), &UKE_ENTITY_STAFF,
                                                           &conflict->owner_id)
                                      : NULL;
  g_autofree char *text = g_strdup_printf (
      C_ ("who sees to a card", "Sees to it: %s"),
      owner != NULL ? uke_record_get_text (owner, UKE_STAFF_FAMILY_NAME) : _ ("Nobody"));

  gtk_widget_set_visible (self->both_button, is_open && conflict->kind == UKE_CONFLICT_SLOT);
  gtk_widget_set_visible (self->later_button, is_open);
  gtk_widget_set_visible (self->settle_button,
                          conflict != NULL && !uke_conflict_words_is_fixed (conflict));
  gtk_widget_set_visible (GTK_WIDGET (self->owner_button), is_open);
  gtk_label_set_text (self->owner_label, text);
  if (conflict != NULL)
    uke_key_button_set (self->settle_button, "object-select-symbolic",
                        uke_conflict_words_settle (conflict), "Ctrl ⏎");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "conflicts.settle", may && (is_open || turns));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "conflicts.both",
                                 may && is_open && conflict->kind == UKE_CONFLICT_SLOT);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "conflicts.hand", may && is_open);
}

static void
told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeConflictPage) self = user_data;
  g_autoptr (GError) error = NULL;
  UkeConflictStory *story = uke_clinic_load_conflict_finish (UKE_CLINIC (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->telling);
  if (uke_page_get_window (UKE_PAGE (self)) == NULL) {
    uke_conflict_story_free (story);
    return;
  }
  if (story == NULL) {
    uke_present_error (GTK_WIDGET (self), error);
    return;
  }
  uke_conflict_view_show (self->view, story, UKE_CLINIC (source));
  show_actions (self);
  gtk_stack_set_visible_child_name (self->story_stack, "story");
}

static void
tell (UkeConflictPage *self, const UkeConflict *conflict)
{
  if (self->telling != NULL)
    g_cancellable_cancel (self->telling);
  g_clear_object (&self->telling);
  self->telling = g_cancellable_new ();
  uke_clinic_load_conflict_async (get_clinic (self), &conflict->change_set_id, &conflict->record_id,
                                  self->telling, told_cb, g_object_ref (self));
}

static void
row_selected_cb (UkeConflictPage *self, GtkListBoxRow *row)
{
  UkeConflict *conflict = uke_conflict_row_get (row);

  /* Rows also lose their selection when the page goes. */
  if (self->is_filling || self->cards == NULL)
    return;
  if (conflict != NULL)
    tell (self, conflict);
  else
    show_nothing (self);
  show_actions (self);
}

static void
add_rows (UkeConflictPage *self, GPtrArray *cards, unsigned n_max)
{
  for (unsigned i = 0; i < MIN (cards->len, n_max); i++)
    gtk_list_box_append (self->list, uke_conflict_row_new (cards->pdata[i], get_clinic (self)));
}

static gboolean
is_same (const UkeConflict *a, const UkeId *change_set_id, const UkeId *record_id)
{
  return uke_id_equal (&a->change_set_id, change_set_id) && uke_id_equal (&a->record_id, record_id);
}

/* The card that was looked at is looked at again; when it is settled, the one in its place. */
static void
select_again (UkeConflictPage *self,
              const UkeId *change_set_id,
              const UkeId *record_id,
              int position)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (is_same (uke_conflict_row_get (row), change_set_id, record_id)) {
      gtk_list_box_select_row (self->list, row);
      return;
    }
  row = gtk_list_box_get_row_at_index (self->list, MAX (position, 0));
  if (row == NULL)
    row = gtk_list_box_get_row_at_index (self->list, 0);
  gtk_list_box_select_row (self->list, row);
}

static void
fill_list (UkeConflictPage *self)
{
  const UkeConflict *before = uke_conflict_view_get_conflict (self->view);
  UkeId change_set_id = before != NULL ? before->change_set_id : UKE_ID_NONE;
  UkeId record_id = before != NULL ? before->record_id : UKE_ID_NONE;
  GtkListBoxRow *selected = gtk_list_box_get_selected_row (self->list);
  int position = selected != NULL ? gtk_list_box_row_get_index (selected) : 0;

  self->is_filling = TRUE;
  uke_list_box_clear (self->list);
  if (!shows_decided (self))
    add_rows (self, self->cards->open, G_MAXUINT);
  add_rows (self, self->cards->decided, shows_decided (self) ? G_MAXUINT : N_BELOW);
  self->is_filling = FALSE;
  select_again (self, &change_set_id, &record_id, position);
  if (gtk_list_box_get_selected_row (self->list) == NULL)
    show_nothing (self);
  show_actions (self);
}

/* Once the cards are there, and whatever led here, a popover or a menu, has closed. */
static void
take_focus (UkeConflictPage *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (self->takes_focus)
    gtk_widget_grab_focus (row != NULL ? GTK_WIDGET (row) : GTK_WIDGET (self->open_tab));
  self->takes_focus = FALSE;
}

static void
list_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeConflictPage) self = user_data;
  g_autoptr (GError) error = NULL;
  UkeConflictList *cards = uke_clinic_list_conflicts_finish (UKE_CLINIC (source), result, &error);
  unsigned n_before = count_open (self);

  g_clear_object (&self->reading);
  if (uke_page_get_window (UKE_PAGE (self)) == NULL
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    uke_conflict_list_free (cards);
    return;
  }
  if (cards == NULL) {
    g_autofree char *sentence = uke_words_for_error (error);

    adw_status_page_set_description (self->trouble, sentence);
    gtk_stack_set_visible_child_name (self->stack, "trouble");
    return;
  }
  g_clear_pointer (&self->cards, uke_conflict_list_free);
  self->cards = cards;
  show_counts (self);
  fill_list (self);
  gtk_stack_set_visible_child_name (self->stack, "cards");
  take_focus (self);
  if (count_open (self) != n_before)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_OPEN]);
  if (self->is_stale)
    read_list (self);
}

/* Changes that come while the list is being read wait for one more reading. */
static void
read_list (UkeConflictPage *self)
{
  self->is_stale = self->reading != NULL;
  if (self->is_stale)
    return;
  self->reading = g_cancellable_new ();
  uke_clinic_list_conflicts_async (get_clinic (self), self->reading, list_read_cb,
                                   g_object_ref (self));
}

static void
changed_cb (UkeConflictPage *self)
{
  if (self->cards == NULL)
    return;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    read_list (self);
  else
    self->is_stale = TRUE;
}

/* One decision is over, however it ended. */
static void
decided (gpointer data)
{
  g_autoptr (UkeConflictPage) self = data;

  self->is_busy = FALSE;
  show_actions (self);
}

/* The list was read again already: the clinic says what changed before it answers. */
static void
settled_cb (const UkeReceipt *receipt, gpointer user_data)
{
  UkeConflictPage *self = user_data;

  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
perform (UkeConflictPage *self, UkeCommand *command, const char *done)
{
  self->is_busy = TRUE;
  show_actions (self);
  uke_perform_then (GTK_WIDGET (self), command, done, settled_cb, g_object_ref (self), decided);
}

static void
settle (UkeConflictPage *self, gboolean keeps_both)
{
  const UkeConflict *conflict = uke_conflict_view_get_conflict (self->view);
  g_autofree char *done = NULL;

  if (conflict == NULL || self->is_busy)
    return;
  done = uke_conflict_words_done (conflict);
  perform (self, uke_conflict_view_make_command (self->view, keeps_both), done);
}

static void
settle_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  settle (UKE_CONFLICT_PAGE (widget), FALSE);
}

static void
both_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  settle (UKE_CONFLICT_PAGE (widget), TRUE);
}

/* Left as it is: the next one is told, round and round. */
static void
later_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeConflictPage *self = UKE_CONFLICT_PAGE (widget);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  GtkListBoxRow *next
      = row != NULL
            ? gtk_list_box_get_row_at_index (self->list, gtk_list_box_row_get_index (row) + 1)
            : NULL;

  if (next == NULL)
    next = gtk_list_box_get_row_at_index (self->list, 0);
  if (next == NULL)
    return;
  gtk_list_box_select_row (self->list, next);
  gtk_widget_grab_focus (GTK_WIDGET (next));
}

static void
hand_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeConflictPage *self = UKE_CONFLICT_PAGE (widget);
  const UkeConflict *conflict = uke_conflict_view_get_conflict (self->view);
  UkeRecord *staff = NULL;
  g_autofree char *done = NULL;
  UkeId staff_id;

  if (conflict == NULL || self->is_busy
      || !uke_id_from_hex (g_variant_get_string (target, NULL), &staff_id))
    return;
  staff = uke_clinic_lookup (get_clinic (self), &UKE_ENTITY_STAFF, &staff_id);
  done = g_strdup_printf (_ ("Handed to %s"),
                          staff != NULL ? uke_record_get_text (staff, UKE_STAFF_FAMILY_NAME) : "");
  perform (self,
           uke_command_hand_conflict (&conflict->change_set_id, &conflict->record_id, &staff_id),
           done);
}

static void
choose_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeConflictPage *self = UKE_CONFLICT_PAGE (widget);
  unsigned digit = g_variant_get_uint32 (target);

  if (digit <= UKE_CONFLICT_N_SIDES)
    uke_conflict_view_choose_side (self->view, (UkeConflictSides)(digit - 1));
  else
    uke_conflict_view_choose_slot (self->view, digit - UKE_CONFLICT_N_SIDES - 1);
}

static void
reload_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  read_list (UKE_CONFLICT_PAGE (widget));
}

static void
show_tab_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeConflictPage *self = UKE_CONFLICT_PAGE (widget);

  gtk_toggle_button_set_active (
      g_variant_get_uint32 (target) == 0 ? self->open_tab : self->decided_tab, TRUE);
}

static void
tab_toggled_cb (UkeConflictPage *self, GtkToggleButton *tab)
{
  if (gtk_toggle_button_get_active (tab) && self->cards != NULL)
    fill_list (self);
}

static void
chosen_cb (UkeConflictPage *self)
{
  show_actions (self);
}

static void
make_owner_menu (UkeConflictPage *self)
{
  GListModel *staff = uke_clinic_get_staff (get_clinic (self));
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; i < g_list_model_get_n_items (staff); i++) {
    g_autoptr (UkeRecord) person = g_list_model_get_item (staff, i);
    g_autofree char *hex = uke_id_dup_hex (uke_record_get_id (person));
    g_autoptr (GMenuItem) item
        = g_menu_item_new (uke_record_get_text (person, UKE_STAFF_FAMILY_NAME), NULL);

    if (!uke_record_get_bool (person, UKE_STAFF_IS_ACTIVE))
      continue;
    g_menu_item_set_action_and_target (item, "conflicts.hand", "s", hex);
    g_menu_append_item (menu, item);
  }
  gtk_menu_button_set_menu_model (self->owner_button, G_MENU_MODEL (menu));
}

/* What rules decided stands below a heading of its own. */
static void
show_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  gboolean is_first_decided = !uke_conflict_row_get (row)->is_open
                              && (before == NULL || uke_conflict_row_get (before)->is_open);
  GtkWidget *label;

  if (!is_first_decided) {
    gtk_list_box_row_set_header (row, NULL);
    return;
  }
  label = gtk_label_new (_ ("Decided by rule today"));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "uk-conflict-heading");
  gtk_list_box_row_set_header (row, label);
}

static GtkWidget *
uke_conflict_page_get_navigation (UkePage *page)
{
  return UKE_CONFLICT_PAGE (page)->navigation;
}

/* What the server will never take has a list of its own, and is told of here. */
static void
show_refused (UkeConflictPage *self)
{
  UkeSyncState *state = uke_sync_button_get_state (
      uke_window_get_sync_button (uke_page_get_window (UKE_PAGE (self))));

  if (!self->follows_state)
    g_signal_connect_object (state, "changed", G_CALLBACK (show_refused), self, G_CONNECT_SWAPPED);
  self->follows_state = TRUE;
  gtk_widget_set_visible (self->refused_button, uke_sync_state_get_counts (state)->n_refused > 0);
}

static void
uke_conflict_page_shown (UkePage *page)
{
  UkeConflictPage *self = UKE_CONFLICT_PAGE (page);

  show_refused (self);
  self->is_stale = FALSE;
  self->takes_focus = TRUE;
  read_list (self);
}

/* A booking that needs a new time is shown with its card. */
static gboolean
uke_conflict_page_show_record (UkePage *page, const UkeId *id)
{
  UkeConflictPage *self = UKE_CONFLICT_PAGE (page);
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (uke_id_equal (&uke_conflict_row_get (row)->record_id, id)) {
      gtk_list_box_select_row (self->list, row);
      return TRUE;
    }
  return FALSE;
}

static void
uke_conflict_page_set_narrow (UkePage *page, gboolean is_narrow)
{
  gtk_widget_set_size_request (UKE_CONFLICT_PAGE (page)->left_pane, is_narrow ? 320 : 372, -1);
}

static void
make_navigation (UkeConflictPage *self)
{
  GtkWidget *back = gtk_button_new_from_icon_name ("go-previous-symbolic");
  GtkWidget *title = gtk_label_new (_ ("To check"));

  self->navigation = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9));
  self->count_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_set_tooltip_text (back, _ ("Appointments"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (back), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Appointments"), -1);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (back), "win.page('calendar')");
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_add_css_class (GTK_WIDGET (self->count_label), "uk-dense");
  gtk_widget_add_css_class (GTK_WIDGET (self->count_label), "uk-secondary");
  gtk_box_append (GTK_BOX (self->navigation), back);
  gtk_box_append (GTK_BOX (self->navigation), title);
  gtk_box_append (GTK_BOX (self->navigation), GTK_WIDGET (self->count_label));
}

static void
uke_conflict_page_constructed (GObject *object)
{
  UkeConflictPage *self = UKE_CONFLICT_PAGE (object);
  UkeClinic *clinic;

  G_OBJECT_CLASS (uke_conflict_page_parent_class)->constructed (object);
  clinic = get_clinic (self);
  g_signal_connect_object (clinic, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (clinic, "sitting-changed", G_CALLBACK (show_actions), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (uke_clinic_get_staff (clinic), "items-changed",
                           G_CALLBACK (make_owner_menu), self, G_CONNECT_SWAPPED);
  make_owner_menu (self);
}

static void
uke_conflict_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch ((UkeConflictPageProperty)id) {
  case PROP_N_OPEN:
    g_value_set_uint (value, count_open (UKE_CONFLICT_PAGE (object)));
    break;
  case N_PROPS:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    break;
  }
}

static void
uke_conflict_page_dispose (GObject *object)
{
  UkeConflictPage *self = UKE_CONFLICT_PAGE (object);

  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  if (self->telling != NULL)
    g_cancellable_cancel (self->telling);
  g_clear_object (&self->reading);
  g_clear_object (&self->telling);
  g_clear_object (&self->navigation);
  g_clear_pointer (&self->cards, uke_conflict_list_free);
  G_OBJECT_CLASS (uke_conflict_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/conflicts/uke-conflict-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeConflictPage, stack);
  gtk_widget_class_bind_template_child (widget_class, UkeConflictPage, trouble);
  gtk_widget_class_bind_template_child (widget_class, UkeConflictPage, left_pane);
  gtk_widget_class_bind_template_child (widget_class, UkeConflictPage, open_tab);
  gtk_widget_class_bind_template_child (widget_class, UkeConflictPage, decided_tab);
  gtk_widget_class_bind_template_child (widget_class, UkeConflictPage, list);
  gtk_widget_class_bind_template_child (widget_class, UkeConflictPage, story_stack);
  gtk_widget_class_bind_template_child (widget_class, UkeConflictPage, nothing);
  gtk_widget_class_bind_template_child (widget_class, UkeConflictPage, view);
  gtk_widget_class_bind_template_child (widget_class, UkeConflictPage, owner_button);
  gtk_widget_class_bind_template_child (widget_class, UkeConflictPage, owner_label);
  gtk_widget_class_bind_template_child (widget_class, UkeConflictPage, both_button);
  gtk_widget_class_bind_template_child (widget_class, UkeConflictPage, later_button);
  gtk_widget_class_bind_template_child (widget_class, UkeConflictPage, settle_button);
  gtk_widget_class_bind_template_child (widget_class, UkeConflictPage, refused_button);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, tab_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
}

/* Digits decide, Ctrl+Enter confirms (design.md 7). */
static void
add_keys (GtkWidgetClass *widget_class)
{
  for (unsigned digit = 1; digit <= UKE_CONFLICT_N_SIDES + N_SLOT_KEYS; digit++) {
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0 + digit, 0, "conflicts.choose",
                                         "u", digit);
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_0 + digit, 0, "conflicts.choose",
                                         "u", digit);
  }
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK,
                                       "conflicts.settle", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK,
                                       "conflicts.settle", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, 0, "conflicts.later", NULL);
  for (unsigned tab = 0; tab < 2; tab++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + tab, GDK_CONTROL_MASK,
                                         "conflicts.show", "u", tab);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "win.page", "s",
                                       "calendar");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.page", "s",
                                       "calendar");
}

static void
uke_conflict_page_class_init (UkeConflictPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UkePageClass *page_class = UKE_PAGE_CLASS (klass);

  g_type_ensure (UKE_TYPE_CONFLICT_VIEW);
  object_class->constructed = uke_conflict_page_constructed;
  object_class->get_property = uke_conflict_page_get_property;
  object_class->dispose = uke_conflict_page_dispose;
  page_class->get_navigation = uke_conflict_page_get_navigation;
  page_class->has_foot = TRUE;
  page_class->set_narrow = uke_conflict_page_set_narrow;
  page_class->shown = uke_conflict_page_shown;
  page_class->show_record = uke_conflict_page_show_record;
  properties[PROP_N_OPEN] = g_param_spec_uint ("n-open", NULL, NULL, 0, G_MAXUINT, 0,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "conflicts.settle", NULL, settle_cb);
  gtk_widget_class_install_action (widget_class, "conflicts.both", NULL, both_cb);
  gtk_widget_class_install_action (widget_class, "conflicts.later", NULL, later_cb);
  gtk_widget_class_install_action (widget_class, "conflicts.hand", "s", hand_cb);
  gtk_widget_class_install_action (widget_class, "conflicts.choose", "u", choose_cb);
  gtk_widget_class_install_action (widget_class, "conflicts.show", "u", show_tab_cb);
  gtk_widget_class_install_action (widget_class, "conflicts.reload", NULL, reload_cb);
  add_keys (widget_class);
}

static void
uke_conflict_page_init (UkeConflictPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list, show_header, NULL, NULL);
  make_navigation (self);
  uke_key_button_set (self->both_button, "dialog-warning-symbolic", _ ("Keep both (over capacity)"),
                      NULL);
  uke_key_button_set (self->later_button, NULL, C_ ("put off", "Later"), NULL);
}
