"""A small storm of kills; a great one by hand: storm.py."""
import rig
import storm


class Storm(storm.Storm):
    kills = 20

    def test_nothing_is_restarted_twice_and_no_intent_is_lost(self):
        told = self.storm()
        self.assertGreater(told["restarted by us"], 0, told)


if __name__ == "__main__":
    rig.main()
