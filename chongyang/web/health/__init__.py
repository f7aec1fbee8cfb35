"""What a supervisor, a balancer and a monitor ask: is it alive, can it work, how much does it do."""
