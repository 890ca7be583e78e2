/* The works of `simdesk benchmark`, each simulated by a loop written by hand for it alone: what a day costs when
 * nothing is general. One loop plays W1 and W2 (one queue, agents changing by the clock), the other W3 (three queues,
 * four groups). Both play the contacts that simdesk drew and keep of each when its wait ended and how.
 *
 * Built when it is needed, as a shared library; the caller gives all memory.
 */
#include <math.h>
#include <stdint.h>

enum { ABANDONED, WAITING, ANSWERED };

/* The calendar: a binary heap by time. `who` is a contact that gives up, or -1 - group for an agent who finishes. */
typedef struct {
    double when;
    int64_t who;
} item;

static inline void push(item *heap, int64_t *size, double when, int64_t who)
{
    int64_t i = (*size)++;
    while (i > 0 && heap[(i - 1) / 2].when > when) {
        heap[i] = heap[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    heap[i] = (item){when, who};
}

static inline item pop(item *heap, int64_t *size)
{
    item top = heap[0], last = heap[--*size];
    int64_t i = 0, child;
    while ((child = 2 * i + 1) < *size) {
        if (child + 1 < *size && heap[child + 1].when < heap[child].when)
            child++;
        if (last.when <= heap[child].when)
            break;
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = last;
    return top;
}

/* W1 and W2. At change_at[k] the number of agents changes by change_by[k]: idle agents leave first, then whoever
 * finishes first; a rise keeps those still to leave before it brings anyone. The line is the contacts from `head` on
 * that still wait: they stand in the order in which they came. Gives back the number answered. */
int64_t play_one_queue(int64_t contacts, const double *arrival, const double *patience, const double *handle_time,
                    int64_t changes, const double *change_at, const int64_t *change_by,
                    item *heap, double *wait_ended, unsigned char *outcome)
{
    int64_t size = 0, next = 0, head = 0, waiting = 0, idle = 0, to_leave = 0, answered = 0, k = 0;

    while (next < contacts || size > 0) {
        double now = size > 0 ? heap[0].when : INFINITY;
        int64_t free = 0; /* agents who look for work now */

        if (k < changes && change_at[k] <= now && (next == contacts || change_at[k] <= arrival[next])) {
            int64_t by = change_by[k];
            now = change_at[k++];
            for (; by > 0 && to_leave > 0; by--)
                to_leave--;
            for (; by < 0 && idle > 0; by++)
                idle--;
            if (by > 0)
                free = by;
            else
                to_leave -= by;
        } else if (next < contacts && arrival[next] <= now) {
            int64_t c = next++;
            now = arrival[c];
            if (idle > 0) {
                idle--;
                answered++;
                outcome[c] = ANSWERED;
                wait_ended[c] = now;
                push(heap, &size, now + handle_time[c], -1);
            } else {
                waiting++;
                outcome[c] = WAITING;
                push(heap, &size, now + patience[c], c);
            }
        } else {
            int64_t c = pop(heap, &size).who;
            if (c < 0) {
                if (to_leave > 0)
                    to_leave--;
                else
                    free = 1;
            } else if (outcome[c] == WAITING) {
                waiting--;
                outcome[c] = ABANDONED;
                wait_ended[c] = now;
            }
        }
        for (; free > 0 && waiting > 0; free--) {
            while (outcome[head] != WAITING)
                head++;
            waiting--;
            answered++;
            outcome[head] = ANSWERED;
            wait_ended[head] = now;
            push(heap, &size, now + handle_time[head++], -1);
        }
        idle += free;
    }
    return answered;
}

/* W3. Queues 0, 1, 2 look for an agent of groups 0, 2, 3; of 1, 3; and of 2, 3. An agent who finishes takes in group 0
 * from queue 0; in group 1 from queue 1; in group 2 whoever came first in queues 0 and 2; in group 3 whoever came first
 * in queues 1 and 2, or else from queue 0. Contacts are numbered as they come. Gives back the number answered. */
int64_t play_three_queues(int64_t contacts, const double *arrival, const double *patience, const double *handle_time,
                       const int *queue, const int64_t *agents,
                       item *heap, int64_t *behind, double *wait_ended, unsigned char *outcome)
{
    static const signed char tries[3][3] = {{0, 2, 3}, {1, 3, -1}, {2, 3, -1}};
    int64_t idle[4] = {agents[0], agents[1], agents[2], agents[3]};
    int64_t first[3] = {contacts, contacts, contacts}, last[3]; /* `contacts` ends a line */
    int64_t size = 0, next = 0, answered = 0;

    while (next < contacts || size > 0) {
        double now = size > 0 ? heap[0].when : INFINITY;
        int64_t c;
        int g, q;

        if (next < contacts && arrival[next] <= now) {
            c = next++;
            now = arrival[c];
            q = queue[c];
            g = tries[q][0];
            if (idle[g] == 0)
                g = tries[q][1];
            if (idle[g] == 0 && q == 0)
                g = tries[q][2];
            if (idle[g] == 0) {
                outcome[c] = WAITING;
                behind[c] = contacts;
                if (first[q] == contacts)
                    first[q] = c;
                else
                    behind[last[q]] = c;
                last[q] = c;
                push(heap, &size, now + patience[c], c);
                continue;
            }
            idle[g]--;
        } else {
            c = pop(heap, &size).who;
            if (c >= 0) {
                if (outcome[c] == WAITING) {
                    outcome[c] = ABANDONED;
                    wait_ended[c] = now;
                }
                continue;
            }
            g = (int)(-1 - c);
            for (q = 0; q < 3; q++)
                while (first[q] < contacts && outcome[first[q]] != WAITING)
                    first[q] = behind[first[q]];
            if (g == 0 || g == 1)
                q = g;
            else if (g == 2)
                q = first[2] < first[0] ? 2 : 0;
            else {
                q = first[2] < first[1] ? 2 : 1;
                if (first[q] == contacts)
                    q = 0;
            }
            c = first[q];
            if (c == contacts) {
                idle[g]++;
                continue;
            }
            first[q] = behind[c];
        }
        answered++;
        outcome[c] = ANSWERED;
        wait_ended[c] = now;
        push(heap, &size, now + handle_time[c], -1 - g);
    }
    return answered;
}
